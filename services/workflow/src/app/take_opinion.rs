//! Taking opinions in: by fact, or from bridge when a decision finds the projection behind.

use kernel::actor::Actor;

use super::opening::seen;
use super::{App, Call, Error, Target};
use crate::domain::{Case, CaseId, Definition, Opinion};
use crate::store::{self, EventId, Performer, cases};

/// An opinion as a fact tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionTold {
    /// The case.
    pub case_id: String,
    /// The version that was looked at.
    pub version: i32,
    /// The opinion.
    pub opinion: Opinion,
    /// Who gave it; a partner's system by its certificate.
    pub actor: Actor,
    /// Trace of the fact.
    pub traceparent: Option<String>,
}

impl App {
    /// Takes an opinion in from a fact, once. An opinion on another version, or one that is known, changes
    /// nothing.
    ///
    /// # Errors
    /// CASE_NOT_FOUND for a case that this house does not know.
    #[tracing::instrument(skip_all, fields(case.id = %told.case_id))]
    pub async fn note_opinion(&self, event: EventId, told: OpinionTold) -> Result<(), Error> {
        let not_found = || Error::CaseNotFound(told.case_id.clone());
        let id: CaseId = told.case_id.parse().map_err(|_| not_found())?;
        let mut tx = self.begin().await?;
        let case = cases::lock(&mut tx, &self.0.vault, &id).await?.ok_or_else(not_found)?;
        if store::claim(&mut tx, &event).await? && case.version == told.version {
            if case.under_way.is_some() {
                // The review's opening, or an exit, is not committed here yet: offered again.
                return Err(Error::UnderWay(id));
            }
            let definition = Self::definition_of(&mut tx, &case).await?.definition;
            let given = (told.opinion, told.actor);
            self.take_in(&mut tx, case, &definition, &given, told.traceparent).await?;
        }
        Ok(db::commit(tx).await?)
    }

    /// Asks bridge for the opinions on a case and takes in what is new. The etag after it; `None` when nothing
    /// was.
    pub(super) async fn catch_up(&self, call: &Call, target: &Target) -> Result<Option<String>, Error> {
        let case = self.look_up(&call.caller, &target.case_id).await?;
        let given = self.0.bridge.opinions(&case).await?;
        let mut tx = self.begin().await?;
        let mut case = self.lock(&mut tx, &call.caller, &target.case_id).await?;
        if case.etag() != target.etag {
            return Err(Error::EtagMismatch { current: case.etag(), case_id: case.id });
        }
        let definition = Self::definition_of(&mut tx, &case).await?.definition;
        for opinion in &given {
            case = self.take_in(&mut tx, case, &definition, opinion, call.traceparent.clone()).await?;
        }
        db::commit(tx).await?;
        Ok(Some(case.etag()).filter(|etag| *etag != target.etag))
    }

    async fn take_in(
        &self,
        tx: &mut db::Tx,
        case: Case,
        definition: &Definition,
        (opinion, actor): &(Opinion, Actor),
        traceparent: Option<String>,
    ) -> Result<Case, Error> {
        let now = self.now();
        let Some(turn) = case.clone().take_opinion(opinion, definition, now) else { return Ok(case) };
        let by = Performer { actor: actor.clone(), service: "bridge".to_owned(), traceparent };
        cases::record(tx, &self.0.vault, &turn, &by, &seen(&case)?, now).await?;
        Ok(turn.case)
    }
}
