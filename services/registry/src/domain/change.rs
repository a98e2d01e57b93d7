//! What a case asks to change, and what a change in force says.

use calendar::RetireClass;
use codes::{Channel, CitizenId, Education, Ethnicity, PersonCategory, PoliticalStatus, Sex, citizen_id};
use kernel::error::Finding;
use serde::{Deserialize, Serialize};
use time::Date;

use super::balance::Balance;
use super::bucket::Bucket;
use super::ids::{ChangeId, DivisionId, OccupancyId, PermitRef, PersonId};
use super::institution::Institution;
use super::permit::Permit;
use super::person::PersonName;

/// The change that a case asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposedChange {
    /// 用编核准 `quota_use`.
    QuotaUse(QuotaUse),
    /// 人员上编 `entry`.
    Entry(Entry),
}

impl ProposedChange {
    /// The bucket that it is about.
    pub fn bucket(&self) -> &Bucket {
        match self {
            Self::QuotaUse(quota_use) => &quota_use.bucket,
            Self::Entry(entry) => &entry.bucket,
        }
    }
}

/// A request to use vacant seats (用编核准).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaUse {
    /// Whose seats.
    pub bucket: Bucket,
    /// Channel (进人渠道); one that needs a permit.
    pub channel: Channel,
    /// How many, at least 1.
    pub quantity: i32,
    /// Divisions that its post lines name.
    pub division_ids: Vec<DivisionId>,
}

/// A request to enter one person on establishment (人员上编).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose seat.
    pub bucket: Bucket,
    /// The permit cited, if any.
    pub permit: Option<PermitRef>,
    /// Channel.
    pub channel: Channel,
    /// Who enters.
    pub person: EntryPerson,
    /// Division, if any.
    pub division_id: Option<DivisionId>,
    /// Post.
    pub post: String,
    /// Post level or rank; empty for none.
    pub post_level: String,
    /// Category.
    pub category: PersonCategory,
    /// First day on establishment.
    pub effective_on: Date,
}

/// Who enters, as the form has it: the citizen ID may be wrong, and then only why is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPerson {
    /// Name.
    pub name: PersonName,
    /// Citizen ID, or what is wrong with it.
    pub id_number: Result<CitizenId, citizen_id::Error>,
    /// Sex.
    pub sex: Sex,
    /// Birth date.
    pub birth_on: Date,
    /// Ethnicity.
    pub ethnicity: Ethnicity,
    /// Education.
    pub education: Education,
    /// Political status.
    pub political_status: PoliticalStatus,
    /// Which retirement table counts.
    pub retirement_class: RetireClass,
}

/// What an effect came to; kept as the answer, refusal included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome<T> {
    /// Done.
    Done(T),
    /// The rules said no, and nothing changed. Every finding, blocking or not.
    Refused(Vec<Finding>),
}

/// Seats are held for a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The bucket with the hold, today.
    pub balance: Balance,
    /// Findings that do not block.
    pub findings: Vec<Finding>,
}

/// A case may take a seat of a permit, or holds one where its channel needs no permit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The permit; none where the channel needs none.
    pub permit: Option<Permit>,
    /// Findings that do not block.
    pub findings: Vec<Finding>,
}

/// A change in force, with everything that its papers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedChange {
    /// Its id.
    pub id: ChangeId,
    /// The institution.
    pub institution: Institution,
    /// Name of the division, if any.
    pub division_name: Option<String>,
    /// The bucket on the day of the decision, as if the case held nothing.
    pub balance_before: Balance,
    /// The bucket afterwards: on the day of the decision, of an entry on its effective date.
    pub balance_after: Balance,
    /// The permit created or consumed; none for an entry by an exempt channel.
    pub permit: Option<Permit>,
    /// The person and the seat, for an entry.
    pub seat: Option<AppliedSeat>,
    /// Findings that did not block.
    pub findings: Vec<Finding>,
}

/// The seat that an entry took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedSeat {
    /// Who.
    pub person_id: PersonId,
    /// The seat.
    pub occupancy_id: OccupancyId,
    /// First day on establishment.
    pub effective_on: Date,
}
