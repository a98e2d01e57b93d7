//! What the rules look at, gathered from the archive.

use sqlx::PgConnection;
use time::Date;

use super::counter::Open;
use super::{App, Error};
use crate::domain::bucket::Bucket;
use crate::domain::change::{Entry, QuotaUse};
use crate::domain::ids::CaseId;
use crate::domain::permit::Permit;
use crate::domain::rules::entry::KnownPerson;
use crate::domain::rules::{self, Unit};
use crate::domain::visibility::Scope;
use crate::store::holds::Hold;
use crate::store::{institutions, occupancies, permits, persons, plans, view};

/// The unit whose seats are asked for, as if the case held nothing.
async fn unit(
    connection: &mut PgConnection,
    bucket: &Bucket,
    open: Option<&Open>,
    held: Option<&Hold>,
    today: Date,
) -> Result<Unit, Error> {
    let book = match (open, held) {
        (None, _) => None,
        (Some(open), Some(hold)) if hold.bucket == *bucket => {
            Some(open.desk.book_without(&hold.case_id, hold.quantity, hold.from)?)
        }
        (Some(open), _) => Some(open.desk.book.clone()),
    };
    let view = view::of(connection, &Scope::Everything, today).await?;
    let institution = institutions::find(connection, &bucket.institution_id, &view).await?;
    Ok(Unit { institution, book })
}

/// What is known when a request to use seats is looked at.
pub(super) async fn about_quota_use(
    connection: &mut PgConnection,
    request: &QuotaUse,
    open: Option<&Open>,
    case: Option<&CaseId>,
    held: Option<&Hold>,
    today: Date,
) -> Result<rules::quota_use::Known, Error> {
    let bucket = &request.bucket;
    let unit = unit(connection, bucket, open, held, today).await?;
    let (planned, plan_taken) = match open {
        None => (None, 0),
        Some(open) => {
            let plan = plans::of_year(connection, bucket, open.id, today.year(), case).await?;
            (plan.planned, plan.taken)
        }
    };
    let permits = open.map(|open| open.desk.permits.clone()).unwrap_or_default();
    Ok(rules::quota_use::Known { today, unit, planned, plan_taken, permits })
}

impl App {
    /// What is known when an entry is looked at.
    pub(super) async fn known_about_entry(
        &self,
        connection: &mut PgConnection,
        entry: &Entry,
        open: Option<&Open>,
        seat: EntrySeat<'_>,
        today: Date,
    ) -> Result<rules::entry::Known, Error> {
        let EntrySeat { permit, pinned, held, earliest_on } = seat;
        let unit = unit(connection, &entry.bucket, open, held, today).await?;
        let person = self.known_person(connection, entry).await?;
        Ok(rules::entry::Known { today, unit, permit, pinned, person, earliest_on })
    }

    async fn known_person(
        &self,
        connection: &mut PgConnection,
        entry: &Entry,
    ) -> Result<Option<KnownPerson>, Error> {
        let Ok(number) = &entry.person.id_number else { return Ok(None) };
        let index = persons::index(&self.vault, number);
        let Some((id, name)) = persons::by_id_number(connection, &index).await? else { return Ok(None) };
        let seat = occupancies::from_day(connection, id, entry.effective_on).await?;
        Ok(Some(KnownPerson { same_name: name == entry.person.name, seat }))
    }
}

/// What an entry stands on.
pub(super) struct EntrySeat<'a> {
    /// The permit cited, if one is found.
    pub(super) permit: Option<Permit>,
    /// Whether the case has pinned it.
    pub(super) pinned: bool,
    /// What the case holds, where its channel needs no permit.
    pub(super) held: Option<&'a Hold>,
    /// The first day that the entry may take effect on.
    pub(super) earliest_on: Date,
}

/// The permit that an entry cites, as it is after what is due: from the counter where its bucket is open there.
pub(super) async fn cited(
    connection: &mut PgConnection,
    entry: &Entry,
    open: Option<&Open>,
    today: Date,
) -> Result<Option<Permit>, Error> {
    let Some(cited) = &entry.permit else { return Ok(None) };
    let view = view::of(connection, &Scope::Everything, today).await?;
    let Some(permit) = permits::find(connection, cited, &view).await? else { return Ok(None) };
    let on_desk = open.and_then(|open| open.desk.permit(permit.id)).cloned();
    Ok(Some(on_desk.unwrap_or(permit)))
}
