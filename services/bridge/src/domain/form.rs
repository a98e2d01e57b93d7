//! The form that departments look at.

use std::fmt;

use codes::CitizenId;
use serde::{Deserialize, Serialize};
use time::Date;

/// A bucket of seats: institution × quota type × funding form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Institution id.
    pub institution_id: String,
    /// Quota type code, e.g. `INST`.
    pub quota_type: String,
    /// Funding form: `full`, `partial` or `self`.
    pub funding: String,
}

/// The form under review: an entry (人员上编), word for word as the case has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The bucket whose seat the person takes.
    pub bucket: Bucket,
    /// The permit cited.
    pub permit: String,
    /// Channel (进人渠道).
    pub channel: String,
    /// Who enters.
    pub person: Candidate,
    /// Division id; empty for the unit itself.
    pub division_id: String,
    /// Post.
    pub post: String,
    /// Post level; empty for none.
    pub post_level: String,
    /// Person category.
    pub category: String,
    /// First day on establishment.
    pub effective_date: Date,
    /// Unit before, as text.
    pub previous_unit: String,
}

/// Who enters. Personal data: its `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Name.
    pub name: String,
    /// Citizen ID, 18 characters.
    pub id_number: String,
    /// Sex, GB/T 2261.1.
    pub sex: String,
    /// Birth date.
    pub birth_date: Date,
    /// Ethnicity, GB/T 3304.
    pub ethnicity: String,
    /// Education, GB/T 4658.
    pub education: String,
    /// Political status, GB/T 4762.
    pub political_status: String,
    /// Retirement class: `male`, `f55` or `f50`.
    pub retirement_class: String,
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Candidate(***)")
    }
}

/// A citizen ID for those who may not see all of it (domain.md §7, PIPL); of a text that is none, nothing.
pub(crate) fn masked(id_number: &str) -> String {
    id_number.parse::<CitizenId>().map_or_else(|_| "*".repeat(18), |number| number.masked())
}

impl Form {
    /// The form for those who may not see the full citizen ID.
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.person.id_number = masked(&self.person.id_number);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_the_area_and_the_last_four() {
        assert_eq!(masked("420800199811040026"), "420800********0026");
    }

    #[test]
    fn of_a_text_that_is_no_citizen_id_nothing_is_shown() {
        assert_eq!(masked("42080019981104"), "******************");
        assert_eq!(masked(""), "******************");
    }
}
