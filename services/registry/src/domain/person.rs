//! Persons (人员), the seats they take, and what each role may see of them.

use calendar::RetireClass;
use codes::{Channel, CitizenId, Education, Ethnicity, PersonCategory, PersonStatus, PoliticalStatus, Sex};
use time::Date;

use super::bucket::Bucket;
use super::ids::{DivisionId, OccupancyId, PermitId, PersonId};

/// A person's name. Prints nothing; whoever shows it says so by [`PersonName::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Wraps a name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name, for a purpose that the caller answers for.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PersonName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// What the registry knows about a person for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Name (姓名).
    pub name: PersonName,
    /// Citizen ID (公民身份号码).
    pub id_number: CitizenId,
    /// Sex (性别).
    pub sex: Sex,
    /// Birth date (出生日期).
    pub birth_on: Date,
    /// Ethnicity (民族).
    pub ethnicity: Ethnicity,
    /// Education (学历).
    pub education: Education,
    /// Political status (政治面貌).
    pub political_status: PoliticalStatus,
    /// Which retirement table counts (domain.md §6.8).
    pub retirement_class: RetireClass,
}

/// A person with his or her seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// Who it is.
    pub identity: Identity,
    /// The seats that the asker may see, newest first.
    pub occupancies: Vec<Occupancy>,
}

/// A seat taken by a person (在编记录).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupancy {
    /// Its id.
    pub id: OccupancyId,
    /// Whose seat.
    pub bucket: Bucket,
    /// Division, if any.
    pub division_id: Option<DivisionId>,
    /// Post (岗位).
    pub post: String,
    /// Post level or rank; empty for none.
    pub post_level: String,
    /// Category (人员类别).
    pub category: PersonCategory,
    /// First day on establishment.
    pub from: Date,
    /// Last day on establishment; none while open.
    pub to: Option<Date>,
    /// Entry number (进编文号), once the paper is issued.
    pub entry_doc_no: Option<String>,
    /// Case that made it, or `LEGACY_IMPORT`.
    pub entry_case_id: String,
    /// Channel.
    pub channel: Channel,
    /// Permit consumed.
    pub permit_id: Option<PermitId>,
}

impl Occupancy {
    /// Whether the person sits there on a day; the day of an exit is the last one (domain.md §3.0).
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Person {
    /// Whether the person occupies a seat on a day.
    pub fn status(&self, day: Date) -> PersonStatus {
        if self.occupancies.iter().any(|seat| seat.contains(day)) {
            PersonStatus::OnEstablishment
        } else if self.occupancies.iter().any(|seat| seat.from > day) {
            PersonStatus::PreEntry
        } else {
            PersonStatus::Exited
        }
    }

    /// Category of the newest seat.
    pub fn category(&self) -> Option<PersonCategory> {
        self.occupancies.first().map(|seat| seat.category)
    }
}
