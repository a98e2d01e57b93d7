//! Records the numbers of a change's papers.

use command::{Claim, Request, answer, claim};

use super::{App, Error};
use crate::domain::fact::Fact;
use crate::domain::ids::ChangeId;
use crate::store;
use crate::store::changes::{self, Numbers};

/// The papers of a change are issued.
#[derive(Debug, Clone)]
pub struct RecordDocuments {
    /// The change.
    pub change_id: ChangeId,
    /// Their numbers.
    pub numbers: Numbers,
}

impl App {
    /// Records the numbers of a change's papers beside what it created, so that a permit can be cited by its
    /// number and a person has a 进编文号.
    ///
    /// # Errors
    /// [`Error::ChangeNotFound`] when there is no such change, or it has other numbers.
    #[tracing::instrument(skip_all, fields(change.id = %command.change_id))]
    pub async fn record_documents(
        &self,
        request: &Request,
        command: RecordDocuments,
    ) -> Result<ChangeId, Error> {
        let RecordDocuments { change_id, numbers } = command;
        let mut tx = self.begin().await?;
        if let Claim::Answered(change_id) = claim(&mut tx, request, self.system_clock.now()).await? {
            return Ok(change_id);
        }
        let now = self.business_clock.now();
        let institution_id =
            changes::document(&mut tx, change_id, &numbers, now).await?.ok_or(Error::ChangeNotFound)?;
        let fact = Fact::ChangeDocumented { change_id, institution_id, slip_no: numbers.slip_no };
        store::tell(&mut tx, &fact, now).await?;
        answer(&mut tx, &request.principal_id, request.id, &change_id, self.system_clock.now()).await?;
        db::commit(tx).await?;
        Ok(change_id)
    }
}
