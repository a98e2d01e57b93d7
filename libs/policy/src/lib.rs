//! Who is calling, and what they may do.
//!
//! A call goes through three questions, all answered in this process without asking anybody:
//!
//! 1. [`Certificate::read`]: what does the certificate say? Subject and SPIFFE URI must agree.
//! 2. [`Trust`]: what does the directory say about that principal, and is the certificate revoked? Identity
//!    publishes one signed, versioned snapshot; the copy on disk lets a house go on when identity is down.
//! 3. [`authorize`]: may this kind of principal call this method? Cedar policies under `policies/`, one file
//!    per house, reviewed like code. Whose object it is stays the house's own rule.
mod authorizer;
mod certificate;
mod permitted;
mod principal;
mod snapshot;
mod trust;

pub use authorizer::{Denial, authorize, policies};
pub use certificate::{Certificate, Kind, serial};
pub use permitted::permitted;
pub use principal::{Caller, Principal};
pub use snapshot::{Operator, Partner, PartnerCertificate, Snapshot, Unit};
pub use trust::{Accepted, Error as TrustError, Trust};
