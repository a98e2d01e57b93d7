//! Makes a one-time enrolment token.

use command::{Claim, Request};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{App, Error};
use crate::ca::digest;
use crate::domain::{Principal, PrincipalKind, Token, TokenState};
use crate::store::{directory, tokens};

/// Makes a one-time enrolment token.
#[derive(Debug)]
pub struct CreateToken {
    /// The request; a repeat gets the same token.
    pub request: Request,
    /// By what right.
    pub authority: Authority,
    /// Kind of the principal to enrol.
    pub kind: PrincipalKind,
    /// Its id in the directory.
    pub principal_id: String,
    /// How long the token lives.
    pub lifetime: Duration,
}

/// By what right a token is made.
#[derive(Debug)]
pub enum Authority {
    /// Policy let this operator in: he or she has the duty `security`.
    Operator(String),
    /// Whoever holds this administrator token.
    Administrator(String),
}

/// A token with its secret, for the one who asked.
#[derive(Debug, PartialEq, Eq)]
pub struct FreshToken {
    /// The secret.
    pub secret: String,
    /// When it stops working, system time.
    pub expires_at: OffsetDateTime,
}

/// The stored answer. The secret is derived from the id, so the answer holds none.
#[derive(Serialize, Deserialize)]
struct Answer {
    token_id: Uuid,
    expires_at: OffsetDateTime,
}

impl App {
    /// Makes a token for a principal of the directory.
    ///
    /// # Errors
    /// For a wrong administrator token, and for a principal that the directory does not have.
    #[tracing::instrument(skip_all, fields(principal.id = %command.principal_id))]
    pub async fn create_token(&self, command: CreateToken) -> Result<FreshToken, Error> {
        let CreateToken { request, authority, kind, principal_id, lifetime } = command;
        let now = self.system_now();
        let mut tx = self.begin().await?;
        let created_by = self.permitted(&mut tx, authority, now).await?;
        if let Claim::Answered(answer) = command::claim::<Answer>(&mut tx, &request, now).await? {
            return Ok(self.fresh(answer));
        }

        if !is_known(&mut tx, kind, &principal_id).await? {
            return Err(Error::PrincipalUnknown { kind, id: principal_id });
        }
        let expires_at = now + lifetime;
        let id = Uuid::now_v7();
        let token = Token { id, kind, principal_id, created_by, expires_at, state: TokenState::Open };
        let secret = self.authority.secrets().token(id);
        tokens::insert(&mut tx, &token, &digest(secret.as_bytes()), now).await?;
        let answer = Answer { token_id: id, expires_at };
        command::answer(&mut tx, &request.principal_id, request.id, &answer, now).await?;
        db::commit(tx).await?;
        Ok(FreshToken { secret, expires_at })
    }

    /// Who asks, once it is clear that he or she may.
    async fn permitted(
        &self,
        tx: &mut db::Tx,
        authority: Authority,
        now: OffsetDateTime,
    ) -> Result<String, Error> {
        match authority {
            Authority::Operator(id) => Ok(id),
            Authority::Administrator(secret) => {
                let until = tokens::administrator_until(tx, &digest(secret.trim().as_bytes())).await?;
                match until {
                    Some(until) if now < until => Ok("administrator token".to_owned()),
                    Some(_) | None => Err(Error::TokenInvalid),
                }
            }
        }
    }

    fn fresh(&self, answer: Answer) -> FreshToken {
        let secret = self.authority.secrets().token(answer.token_id);
        FreshToken { secret, expires_at: answer.expires_at }
    }
}

async fn is_known(tx: &mut db::Tx, kind: PrincipalKind, id: &str) -> Result<bool, Error> {
    Ok(match kind {
        PrincipalKind::Mesh => Principal::service(id).is_some(),
        PrincipalKind::Unit => directory::find_operator(tx, id).await?.is_some(),
        PrincipalKind::Partner => directory::has_partner(tx, id).await?,
    })
}
