//! Identifiers. Those that people type are short texts; the others are UUIDs.

use uuid::Uuid;

kernel::id!(
    /// A permit (准许用编).
    PermitId
);
kernel::id!(
    /// A seat taken by a person for some time (在编记录).
    OccupancyId
);
kernel::id!(
    /// A person.
    PersonId
);
kernel::id!(
    /// A decided change in force.
    ChangeId
);
kernel::id!(
    /// A numbered establishment decision.
    DecisionId
);
kernel::id!(
    /// A transaction of the ledger.
    TransactionId
);

/// Declares an identifier that people type: lower-case letters, digits, `-` and `.`.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier that a row of our own or another house's message carries.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The bare text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// An institution, e.g. `sch`; the same id names the unit in identity's directory.
    InstitutionId
);
text_id!(
    /// A division of an institution, e.g. `sch-d1`.
    DivisionId
);
text_id!(
    /// A staffing jurisdiction, e.g. `jingmen`.
    JurisdictionId
);
text_id!(
    /// A case of workflow, by its number `<area code>-<year>-<six digits>`.
    CaseId
);

/// Whether a text may be an identifier that people type.
pub fn is_text_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
}

/// What a permit is cited by: its number once there is a paper, its id always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermitRef {
    /// The registry's own id.
    Id(PermitId),
    /// The document number (文号), e.g. `荆编用〔2026〕12号`.
    DocNo(String),
}

impl PermitRef {
    /// Reads a citation; nothing that can't be a UUID is taken for one.
    pub fn read(text: &str) -> Self {
        match text.parse::<Uuid>() {
            Ok(id) => Self::Id(PermitId::from_uuid(id)),
            Err(_) => Self::DocNo(text.to_owned()),
        }
    }
}
