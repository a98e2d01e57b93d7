//! A person takes a seat.

use kernel::actor::Actor;
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use super::apply_change::ApplyChange;
use super::counter::Counter;
use super::pin_permit::buckets;
use super::seen::{EntrySeat, cited};
use super::{App, Error, balances};
use crate::domain::bucket::Bucket;
use crate::domain::change::{AppliedChange, AppliedSeat, Entry, Outcome};
use crate::domain::ids::{ChangeId, DivisionId, OccupancyId, PersonId};
use crate::domain::institution::Institution;
use crate::domain::ledger::{Holder, entries};
use crate::domain::permit::Permit;
use crate::domain::person::{Identity, Occupancy};
use crate::domain::rules;
use crate::store::holds::{self, Hold};
use crate::store::pins::{self, Pin};
use crate::store::{locks, occupancies, permits, persons};

/// Where the seat of an approved entry comes from.
enum Source {
    /// A permit that the case pinned.
    Permit { pin: Pin, permit: Permit },
    /// What the case holds itself, where its channel needs no permit.
    Hold(Hold),
}

impl App {
    /// A person takes a seat: of the permit that the case pinned, or the one that it holds. Who comes first gets
    /// the last one (G3): the bucket's lock makes them come one after the other.
    pub(super) async fn apply_entry(
        &self,
        tx: &mut PgConnection,
        command: &ApplyChange,
        entry: &Entry,
    ) -> Result<Outcome<AppliedChange>, Error> {
        let held = holds::open(tx, &command.case_id).await?;
        let pin = pins::open(tx, &command.case_id).await?;
        let mut counter = self.open(tx, &buckets(&entry.bucket, held.as_ref(), pin.as_ref())).await?;
        if let Ok(number) = &entry.person.id_number {
            locks::person(tx, &persons::index(&self.vault, number)).await?;
        }

        let open = counter.get(&entry.bucket);
        let permit = cited(tx, entry, open, counter.today).await?;
        let pinned = permit.as_ref().zip(pin.as_ref()).is_some_and(|(p, pin)| p.id == pin.permit_id);
        let seat = EntrySeat {
            permit: permit.clone(),
            pinned,
            held: held.as_ref(),
            earliest_on: reserved_since(permit.as_ref(), held.as_ref()).unwrap_or(counter.today),
        };
        let known = self.known_about_entry(tx, entry, open, seat, counter.today).await?;
        let mut findings = rules::entry::check(entry, &known);
        let source = source(command, entry, permit, pin.filter(|_| pinned), held);
        if source.is_none() {
            findings.push(rules::hold_missing());
        }
        let (Some(source), Some(institution), Some(identity), false) =
            (source, known.unit.institution, identity(entry), rules::any_blocks(&findings))
        else {
            return Ok(Outcome::Refused(findings));
        };

        let seated = Seated { institution, identity, findings };
        let applied = self.seat(tx, &mut counter, command, entry, source, seated).await?;
        Ok(Outcome::Done(applied))
    }

    async fn seat(
        &self,
        tx: &mut PgConnection,
        counter: &mut Counter,
        command: &ApplyChange,
        entry: &Entry,
        source: Source,
        seated: Seated,
    ) -> Result<AppliedChange, Error> {
        let (bucket, record_time) = (&entry.bucket, counter.record_time);
        let bucket_id = counter.existing(bucket)?.id;
        let before = before(counter, bucket, &source)?;
        let balance_before = balances::read(tx, &before, command.decided_on, record_time).await?;

        let occupancy_id = OccupancyId::new();
        let (holder, since) = (source.holder(), source.since());
        let decided_on = command.decided_on.max(since);
        let case_id = &command.case_id;
        let movement = entries::occupy(bucket, case_id, holder, occupancy_id, decided_on, entry.effective_on);
        counter.post(tx, bucket, &movement).await?;
        let permit = source.consume(tx, counter.today, &command.actor, record_time).await?;
        let person_id = self.person(tx, &seated.identity, record_time).await?;
        let seat = occupancy(occupancy_id, command, entry, permit.as_ref());
        occupancies::insert(tx, &[(person_id, seat)], record_time).await?;

        let book = &counter.existing(bucket)?.desk.book;
        let balance_after = balances::read(tx, book, entry.effective_on, record_time).await?;
        let applied = AppliedChange {
            id: ChangeId::new(),
            division_name: division_name(&seated.institution, entry.division_id.as_ref()),
            institution: seated.institution,
            balance_before,
            balance_after,
            permit,
            seat: Some(AppliedSeat { person_id, occupancy_id, effective_on: entry.effective_on }),
            findings: seated.findings,
        };
        self.record_change(tx, command, &applied, bucket_id, record_time).await?;
        Ok(applied)
    }

    /// The person with the citizen ID: known already, or written down now.
    async fn person(
        &self,
        tx: &mut PgConnection,
        identity: &Identity,
        record_time: OffsetDateTime,
    ) -> Result<PersonId, Error> {
        let index = persons::index(&self.vault, &identity.id_number);
        if let Some((id, _)) = persons::by_id_number(tx, &index).await? {
            return Ok(id);
        }
        let id = PersonId::new();
        persons::insert(tx, &self.vault, &[(id, identity)], record_time).await?;
        Ok(id)
    }
}

/// What is clear about an entry before it takes its seat.
struct Seated {
    institution: Institution,
    identity: Identity,
    findings: Vec<kernel::error::Finding>,
}

impl Source {
    fn holder(&self) -> Holder {
        match self {
            Self::Permit { permit, .. } => Holder::Permit(permit.id),
            Self::Hold(hold) => Holder::Case(hold.case_id.clone()),
        }
    }

    /// Since when the seat is reserved.
    fn since(&self) -> Date {
        match self {
            Self::Permit { permit, .. } => permit.valid_from,
            Self::Hold(hold) => hold.from,
        }
    }

    /// Ends the hold, or consumes a seat of the permit and the case's pin with it; the permit afterwards.
    async fn consume(
        self,
        tx: &mut PgConnection,
        today: Date,
        actor: &Actor,
        record_time: OffsetDateTime,
    ) -> Result<Option<Permit>, Error> {
        match self {
            Self::Hold(hold) => {
                holds::end(tx, &hold, holds::Ending::Committed, actor, record_time).await?;
                Ok(None)
            }
            Self::Permit { pin, permit } => {
                let unusable = db::Error::Inconsistent { table: "permit", what: "unusable after the rules" };
                let permit = permit.consume(today).map_err(|_| unusable)?;
                permits::update(tx, &permit, record_time).await?;
                pins::end(tx, &pin, pins::Ending::Consumed, actor, record_time).await?;
                Ok(Some(permit))
            }
        }
    }
}

/// The source of the seat, if the case has one that fits what was approved.
fn source(
    command: &ApplyChange,
    entry: &Entry,
    permit: Option<Permit>,
    pin: Option<Pin>,
    held: Option<Hold>,
) -> Option<Source> {
    if entry.channel.is_exempt_from_permit() {
        let held = held.filter(|h| h.case_version == command.case_version && h.bucket == entry.bucket)?;
        return Some(Source::Hold(held));
    }
    Some(Source::Permit { permit: permit?, pin: pin? })
}

/// The first day that the entry may take effect on: an approval that comes late keeps the day asked for, as
/// far back as the seat is reserved.
fn reserved_since(permit: Option<&Permit>, held: Option<&Hold>) -> Option<Date> {
    permit.map(|permit| permit.valid_from).or_else(|| held.map(|hold| hold.from))
}

/// The book as if the case held nothing; a pin holds nothing anyway.
fn before(counter: &Counter, bucket: &Bucket, source: &Source) -> Result<crate::domain::ledger::Book, Error> {
    let desk = &counter.existing(bucket)?.desk;
    match source {
        Source::Permit { .. } => Ok(desk.book.clone()),
        Source::Hold(hold) => Ok(desk.book_without(&hold.case_id, hold.quantity, hold.from)?),
    }
}

/// Who enters, once the rules found the citizen ID right.
fn identity(entry: &Entry) -> Option<Identity> {
    let person = &entry.person;
    Some(Identity {
        name: person.name.clone(),
        id_number: person.id_number.clone().ok()?,
        sex: person.sex,
        birth_on: person.birth_on,
        ethnicity: person.ethnicity,
        education: person.education,
        political_status: person.political_status,
        retirement_class: person.retirement_class,
    })
}

fn occupancy(id: OccupancyId, command: &ApplyChange, entry: &Entry, permit: Option<&Permit>) -> Occupancy {
    Occupancy {
        id,
        bucket: entry.bucket.clone(),
        division_id: entry.division_id.clone(),
        post: entry.post.clone(),
        post_level: entry.post_level.clone(),
        category: entry.category,
        from: entry.effective_on,
        to: None,
        entry_doc_no: None,
        entry_case_id: command.case_id.to_string(),
        channel: entry.channel,
        permit_id: permit.map(|permit| permit.id),
    }
}

fn division_name(institution: &Institution, id: Option<&DivisionId>) -> Option<String> {
    id.and_then(|id| institution.division(id)).map(|division| division.name.clone())
}
