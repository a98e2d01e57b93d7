//! The sections of the configuration that are identity's own.
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::Lifetimes;

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
    /// Life of a service's leaf, hours.
    pub service_hours: u32,
    /// Life of an operator's certificate, days.
    pub operator_days: u32,
    /// Life of a partner system's certificate, days.
    pub partner_days: u32,
}

impl Default for Enrolment {
    fn default() -> Self {
        Self { listen: ([127, 0, 0, 1], 7002).into() }
    }
}

impl Default for Ca {
    fn default() -> Self {
        Self { folder: "ca".into(), service_hours: 24, operator_days: 365, partner_days: 365 }
    }
}

impl Ca {
    /// How long each kind of certificate lives.
    pub fn lifetimes(&self) -> Lifetimes {
        Lifetimes {
            service: time::Duration::hours(self.service_hours.into()),
            operator: time::Duration::days(self.operator_days.into()),
            partner: time::Duration::days(self.partner_days.into()),
        }
    }
}
