//! Who acts.

use serde::{Deserialize, Serialize};

/// A person who acts, as one house names him or her to another and as a timeline keeps it.
///
/// Ids only, no personal data: the certificate's serial leads to the rest (identity's directory).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The operator's id, the CN of the certificate.
    pub operator_id: String,
    /// The unit (单位) that the certificate is bound to.
    pub unit_id: String,
    /// Serial number of the certificate that acted, upper-case hexadecimal.
    pub certificate_serial: String,
}
