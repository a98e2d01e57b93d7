use std::fmt;

use time::Date;

/// What the registry knows about an institution and a partner is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// Institution id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Unified social credit code; empty where there is none.
    pub uscc: String,
}

/// What the registry knows about a person. Personal data: its `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Person id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Full citizen ID.
    pub id_number: String,
    /// Sex, GB/T 2261.1.
    pub sex: String,
    /// Birth date.
    pub birth_date: Option<Date>,
    /// Education, GB/T 4658.
    pub education: String,
    /// Person category.
    pub category: String,
    /// Post of the seat.
    pub post: String,
    /// Post level of the seat.
    pub post_level: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({}, ***)", self.id)
    }
}
