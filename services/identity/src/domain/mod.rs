//! The rules of identity: who a certificate may name, how often a token works, what a directory must be.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::as_conversions, clippy::panic))]
mod certificate;
mod directory;
mod id;
mod import;
mod principal;
mod token;

pub use certificate::{Act, BrokerAccess, Certificate, Entry, Revocation, Revoked};
pub use directory::{Desk, Directory, Duty, Operator, Partner, PartnerRole, Trust, Unit, UnitKind};
pub use id::{Id, IdError};
pub use import::{Defect, File, ImportRefused, Seed, read_directory, read_seed};
pub use principal::{Lifetimes, Principal, PrincipalKind, SERVICES, UnknownKind};
pub use token::{Redemption, Token, TokenError, TokenState};
