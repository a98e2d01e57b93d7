//! The sections of the configuration that are identity's own.
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::Lifetimes;
use crate::life::Life;

/// Identity's own sections.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The second listener.
    pub enrolment: Enrolment,
    /// The certificate authority.
    pub ca: Ca,
}

/// The listener without client certificates, where a token is exchanged for a certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Enrolment {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
}

/// The certificate authority.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ca {
    /// Folder of the root's and the issuing CA's keys and certificates, and of the key that tokens are made
    /// with; readable by this service alone, the same for all replicas.
    pub folder: PathBuf,
    /// Life of a service's leaf, e.g. `24h`.
    pub service_life: Life,
    /// Life of an operator's certificate, e.g. `365d`.
    pub operator_life: Life,
    /// Life of a partner system's certificate, e.g. `365d`.
    pub partner_life: Life,
    /// Where the revocation list for outsiders is written (PEM), for a web server to offer; nowhere if unset.
    pub revocation_list: Option<PathBuf>,
}

impl Default for Enrolment {
    fn default() -> Self {
        Self { listen: ([127, 0, 0, 1], 7002).into() }
    }
}

impl Default for Ca {
    fn default() -> Self {
        let days = |days| Life(time::Duration::days(days));
        Self {
            folder: "ca".into(),
            service_life: days(1),
            operator_life: days(365),
            partner_life: days(365),
            revocation_list: None,
        }
    }
}

impl Ca {
    /// How long each kind of certificate lives.
    pub fn lifetimes(&self) -> Lifetimes {
        Lifetimes {
            service: self.service_life.0,
            operator: self.operator_life.0,
            partner: self.partner_life.0,
        }
    }
}
