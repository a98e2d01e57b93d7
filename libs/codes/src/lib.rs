//! The code tables of the field as types: whoever holds a value knows that it is valid.
//!
//! A text becomes a type once, at the door (`text.parse::<CreditCode>()`), and the error says which
//! character is wrong and why, in Chinese and English, without repeating what was typed: a mistyped
//! citizen ID is personal data too. The closed sets (quota types, channels, ranks …) are enums with a
//! `code` for storage and the wire and a label in both languages for people; `docs/domain.md` §2, §3
//! and §6 are their source. What varies by locality (limits, prefixes, chains) is data elsewhere.
//!
//! Pure: no clock, no I/O. Dates come in as arguments.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]

mod set;

pub mod area;
pub mod capitals;
pub mod channel;
pub mod citizen_id;
pub mod credit_code;
pub mod degree;
pub mod education;
pub mod ethnicity;
pub mod exit_reason;
pub mod funding;
pub mod institution;
pub mod item;
pub mod label;
pub mod material;
pub mod parallel_rank;
pub mod person_category;
pub mod person_status;
pub mod political_status;
pub mod post_grade;
pub mod post_level;
pub mod quota_type;
pub mod rank;
pub mod sex;

pub use area::{AreaCode, AreaLevel, TownshipCode};
pub use channel::Channel;
pub use citizen_id::CitizenId;
pub use credit_code::CreditCode;
pub use degree::Degree;
pub use education::Education;
pub use ethnicity::Ethnicity;
pub use exit_reason::ExitReason;
pub use funding::Funding;
pub use institution::{InstitutionKind, InstitutionState, WelfareClass};
pub use item::Item;
pub use label::{Label, Lang};
pub use material::Material;
pub use parallel_rank::ParallelRank;
pub use person_category::{ElasticDelay, PersonCategory};
pub use person_status::{OnPostStatus, PersonStatus};
pub use political_status::PoliticalStatus;
pub use post_grade::PostGrade;
pub use post_level::PostLevel;
pub use quota_type::{PolLegalSystem, QuotaType};
pub use rank::InstitutionRank;
pub use set::UnknownCode;
pub use sex::Sex;
