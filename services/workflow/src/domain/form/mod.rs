//! The form of a case (业务表单): what is asked, with every code validated.
//!
//! A [`Form`] writes itself in the proto JSON names of `bianzhi.type.v1.ProposedChange`, empty fields left
//! out, so that anybody who holds the message can compute the same hash. It holds personal data: `Debug`
//! prints none of it.

mod entry;
mod json;
mod quota_use;
pub mod reading;

use codes::{Funding, Item, QuotaType};
use serde::{Deserialize, Serialize};

pub use entry::{Entry, EntryPerson};
pub use quota_use::{PostLine, QuotaUse};

/// The form of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Form {
    /// 用编核准.
    QuotaUse(QuotaUse),
    /// 人员上编.
    Entry(Box<Entry>),
}

/// A bucket of seats: institution × quota type × funding form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bucket {
    /// Institution id.
    pub institution_id: String,
    /// Quota type (编制类型).
    pub quota_type: QuotaType,
    /// Funding form (经费形式).
    #[serde(with = "json::funding")]
    pub funding: Funding,
}

impl Form {
    /// The item that the form belongs to.
    pub fn item(&self) -> Item {
        match self {
            Self::QuotaUse(_) => Item::QuotaUse,
            Self::Entry(_) => Item::Entry,
        }
    }

    /// The bucket concerned; its institution is the unit that asks.
    pub fn bucket(&self) -> &Bucket {
        match self {
            Self::QuotaUse(form) => &form.bucket,
            Self::Entry(form) => &form.bucket,
        }
    }

    /// The person whose seat the case changes, if it changes one.
    pub fn person(&self) -> Option<&EntryPerson> {
        match self {
            Self::QuotaUse(_) => None,
            Self::Entry(form) => Some(&form.person),
        }
    }
}
