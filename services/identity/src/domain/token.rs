//! One-time enrolment tokens.
use kernel::error::{Coded, Kind};
use time::OffsetDateTime;
use uuid::Uuid;

use super::PrincipalKind;

/// A token, without its secret: the archive keeps only the secret's digest. Times are system time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its row; the secret is derived from it by a key outside the database.
    pub id: Uuid,
    /// Kind of the principal that it enrols.
    pub kind: PrincipalKind,
    /// Id of that principal in the directory.
    pub principal_id: String,
    /// Who made it.
    pub created_by: String,
    /// When it stops working.
    pub expires_at: OffsetDateTime,
    /// Whether it was used.
    pub state: TokenState,
}

/// Whether a token was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenState {
    /// Not yet.
    Open,
    /// For one signing request, which it stands for from then on.
    Used {
        /// SHA-256 of the signing request.
        request_digest: [u8; 32],
        /// The certificate that it gave.
        serial: String,
    },
}

/// What a token gives to a signing request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redemption {
    /// A new certificate.
    First,
    /// The one that the same signing request got before.
    Repeat {
        /// Its serial.
        serial: String,
    },
}

/// A token does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// For another signing request before.
    #[error("the token was used already: ask the security administrator for a new one")]
    Used,
    /// Too late.
    #[error("the token has expired: ask the security administrator for a new one")]
    Expired,
}

impl Token {
    /// Whether the token gives a certificate to a signing request, `request_digest` being its SHA-256.
    ///
    /// # Errors
    /// When it was used for another one, or is too old. The holder of the answer of a used token may ask for
    /// it again at any time: it holds nothing secret.
    pub fn redeem(&self, request_digest: &[u8; 32], now: OffsetDateTime) -> Result<Redemption, TokenError> {
        match &self.state {
            TokenState::Used { request_digest: first, serial } if first == request_digest => {
                Ok(Redemption::Repeat { serial: serial.clone() })
            }
            TokenState::Used { .. } => Err(TokenError::Used),
            TokenState::Open if now >= self.expires_at => Err(TokenError::Expired),
            TokenState::Open => Ok(Redemption::First),
        }
    }
}

impl Coded for TokenError {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }

    fn reason(&self) -> &str {
        match self {
            Self::Used => "TOKEN_USED",
            Self::Expired => "TOKEN_EXPIRED",
        }
    }

    fn zh(&self) -> Option<String> {
        let what = match self {
            Self::Used => "注册令牌已被使用",
            Self::Expired => "注册令牌已过期",
        };
        Some(format!("{what}，请向安全管理员申请新的令牌"))
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-03-10 01:20 UTC);
    const CSR: [u8; 32] = [7; 32];

    fn token(state: TokenState) -> Token {
        Token {
            id: Uuid::nil(),
            kind: PrincipalKind::Unit,
            principal_id: "edu-clerk".into(),
            created_by: "so-security".into(),
            expires_at: NOW + Duration::DAY,
            state,
        }
    }

    #[test]
    fn an_open_token_works_until_it_expires() {
        let token = token(TokenState::Open);

        assert_eq!(token.redeem(&CSR, NOW), Ok(Redemption::First));
        assert_eq!(token.redeem(&CSR, NOW + Duration::DAY), Err(TokenError::Expired));
    }

    #[test]
    fn a_used_token_repeats_its_answer_to_the_same_request_only() {
        let token = token(TokenState::Used { request_digest: CSR, serial: "4A01".into() });

        let late = NOW + Duration::days(3);
        assert_eq!(token.redeem(&CSR, late), Ok(Redemption::Repeat { serial: "4A01".into() }));
        assert_eq!(token.redeem(&[8; 32], NOW), Err(TokenError::Used));
    }
}
