//! The forms of a run's cases.

use proto::google::r#type::Date;
use proto::r#type::v1::{
    Bucket, Entry, EntryPerson, Funding, PostLine, ProposedChange, QuotaUse, proposed_change::Change,
};

use crate::people::Person;

/// A unit whose clerks ask for seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) id: &'static str,
    pub(super) funding: Funding,
    pub(super) clerk: &'static str,
    /// The clerk of its department, who submits.
    pub(super) department_clerk: &'static str,
}

pub(super) const SCHOOL: Unit =
    Unit { id: "sch", funding: Funding::Full, clerk: "sch-clerk", department_clerk: "edu-clerk" };
pub(super) const HOSPITAL: Unit =
    Unit { id: "hos", funding: Funding::Partial, clerk: "hos-clerk", department_clerk: "hlt-clerk" };

/// The day on which everybody enters.
const ENTERS_ON: Date = Date { year: 2026, month: 9, day: 1 };

impl Unit {
    pub(super) fn bucket(self) -> Bucket {
        Bucket {
            institution_id: self.id.to_owned(),
            quota_type: "INST".to_owned(),
            funding: self.funding.into(),
        }
    }

    /// A request for one seat.
    pub(super) fn quota_use(self) -> ProposedChange {
        let post = PostLine {
            division_id: format!("{}-d1", self.id),
            post: "专业技术岗位".to_owned(),
            category: "INST_PROFESSIONAL".to_owned(),
            education: "21".to_owned(),
            quantity: 1,
        };
        ProposedChange {
            change: Some(Change::QuotaUse(QuotaUse {
                bucket: Some(self.bucket()),
                channel: "OPEN_RECRUIT".to_owned(),
                quantity: 1,
                posts: vec![post],
                planned_date: Some(ENTERS_ON),
                justification: "业务增长，急需补充专业技术人员".to_owned(),
            })),
        }
    }

    /// A person's entry on a permit.
    pub(super) fn entry(self, permit: &str, person: &Person) -> ProposedChange {
        let (sex, retirement_class) = if person.male { ("1", "male") } else { ("2", "f55") };
        let birth = person.birth;
        ProposedChange {
            change: Some(Change::Entry(Entry {
                bucket: Some(self.bucket()),
                permit: permit.to_owned(),
                channel: "OPEN_RECRUIT".to_owned(),
                person: Some(EntryPerson {
                    name: person.name.clone(),
                    id_number: person.id_number.clone(),
                    sex: sex.to_owned(),
                    birth_date: Some(Date {
                        year: birth.year(),
                        month: u8::from(birth.month()).into(),
                        day: birth.day().into(),
                    }),
                    ethnicity: "01".to_owned(),
                    education: "21".to_owned(),
                    political_status: "13".to_owned(),
                    retirement_class: retirement_class.to_owned(),
                }),
                division_id: format!("{}-d1", self.id),
                post: "专业技术岗位".to_owned(),
                post_level: String::new(),
                category: "INST_PROFESSIONAL".to_owned(),
                effective_date: Some(ENTERS_ON),
                previous_unit: String::new(),
            })),
        }
    }
}
