//! Says what the rules find about a change; nothing is held.

use kernel::error::Finding;
use sqlx::PgConnection;

use super::counter::{self, Open};
use super::seen::{EntrySeat, about_quota_use, cited};
use super::{App, Error};
use crate::domain::change::{Entry, ProposedChange};
use crate::domain::ids::CaseId;
use crate::domain::rules;
use crate::domain::visibility::Scope;
use crate::store::{buckets, holds, institutions, pins, view};

/// Somebody asks what the rules would say.
#[derive(Debug, Clone)]
pub struct CheckChange {
    /// The change.
    pub change: ProposedChange,
    /// The case, if there is one: what it holds or has pinned counts as its own.
    pub case_id: Option<CaseId>,
    /// What the asker may see.
    pub scope: Scope,
}

impl App {
    /// Says what every rule finds about a change as if it were submitted now; nothing is locked or written.
    ///
    /// # Errors
    /// [`Error::InstitutionNotFound`] when the asker may not see the institution. To those who see everything an
    /// unknown one is a finding.
    pub async fn check_change(&self, command: CheckChange) -> Result<Vec<Finding>, Error> {
        let CheckChange { change, case_id, scope } = command;
        let today = self.today();
        let mut tx = self.begin().await?;
        let bucket = change.bucket();
        if scope != Scope::Everything {
            let view = view::of(&mut tx, &scope, today).await?;
            let seen = institutions::find(&mut tx, &bucket.institution_id, &view).await?;
            seen.ok_or(Error::InstitutionNotFound)?;
        }
        let open = match buckets::find(&mut tx, bucket).await? {
            None => None,
            Some(row) => {
                let mut desk = counter::desk(&mut tx, row.id, row.bucket).await?;
                desk.expire_due(today)?;
                Some(Open { id: row.id, desk })
            }
        };
        match &change {
            ProposedChange::QuotaUse(quota_use) => {
                let held = match &case_id {
                    None => None,
                    Some(case_id) => holds::open(&mut tx, case_id).await?,
                };
                let (case, held) = (case_id.as_ref(), held.as_ref());
                let known = about_quota_use(&mut tx, quota_use, open.as_ref(), case, held, today).await?;
                Ok(rules::quota_use::check(quota_use, &known))
            }
            ProposedChange::Entry(entry) => {
                self.check_entry(&mut tx, entry, open.as_ref(), case_id.as_ref()).await
            }
        }
    }

    async fn check_entry(
        &self,
        connection: &mut PgConnection,
        entry: &Entry,
        open: Option<&Open>,
        case_id: Option<&CaseId>,
    ) -> Result<Vec<Finding>, Error> {
        let today = self.today();
        let (held, pin) = match case_id {
            None => (None, None),
            Some(case_id) => {
                (holds::open(connection, case_id).await?, pins::open(connection, case_id).await?)
            }
        };
        let permit = cited(connection, entry, open, today).await?;
        let pinned = permit.as_ref().zip(pin.as_ref()).is_some_and(|(p, pin)| p.id == pin.permit_id);
        let seat = EntrySeat { permit, pinned, held: held.as_ref(), earliest_on: today };
        let known = self.known_about_entry(connection, entry, open, seat, today).await?;
        Ok(rules::entry::check(entry, &known))
    }
}
