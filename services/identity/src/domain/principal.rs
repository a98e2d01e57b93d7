//! Principals: whom a certificate may name, and how it names them.
use std::fmt;
use std::str::FromStr;

use time::Duration;

use super::Id;

/// Who may hold a mesh certificate: the six services, the bootstrap command and the broker.
pub const SERVICES: [&str; 8] =
    ["identity", "registry", "workflow", "document", "notification", "bridge", "bootstrap", "kafka"];

/// The broker reads its key once and has no part in renewals, so its leaf outlives it.
const BROKER_LIFE: Duration = Duration::days(3650);

/// Kind of principal: the OU of its certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// One of our services, the bootstrap command or the broker.
    Mesh,
    /// A person who acts for a unit (经办人).
    Unit,
    /// A partner department's system.
    Partner,
}

/// A word that is no kind of principal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of principal")]
pub struct UnknownKind(String);

/// Whom a certificate names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// One of [`SERVICES`].
    Service {
        /// Its name.
        name: &'static str,
    },
    /// A person, bound to a unit.
    Operator {
        /// Operator id.
        id: Id,
        /// The unit.
        unit_id: Id,
    },
    /// A partner department's system.
    Partner {
        /// `<role>-<area code>`.
        id: Id,
        /// 1 for the first enrolment. A new enrolment names a new principal, since the broker shuts out the
        /// old one for good.
        generation: u32,
    },
}

/// How long certificates live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// A service's or the bootstrap command's.
    pub service: Duration,
    /// An operator's.
    pub operator: Duration,
    /// A partner system's.
    pub partner: Duration,
}

impl PrincipalKind {
    /// As the subject's OU and the database spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mesh => "mesh",
            Self::Unit => "unit",
            Self::Partner => "partner",
        }
    }
}

impl fmt::Display for PrincipalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PrincipalKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        match text {
            "mesh" => Ok(Self::Mesh),
            "unit" => Ok(Self::Unit),
            "partner" => Ok(Self::Partner),
            other => Err(UnknownKind(other.to_owned())),
        }
    }
}

impl Principal {
    /// The service of this name, if there is one.
    pub fn service(name: &str) -> Option<Self> {
        SERVICES.into_iter().find(|known| *known == name).map(|name| Self::Service { name })
    }

    /// Kind of principal.
    pub fn kind(&self) -> PrincipalKind {
        match self {
            Self::Service { .. } => PrincipalKind::Mesh,
            Self::Operator { .. } => PrincipalKind::Unit,
            Self::Partner { .. } => PrincipalKind::Partner,
        }
    }

    /// The id that the directory knows it by.
    pub fn id(&self) -> &str {
        match self {
            Self::Service { name } => name,
            Self::Operator { id, .. } | Self::Partner { id, .. } => id.as_str(),
        }
    }

    /// The subject's CN: the id, and for a partner enrolled anew its generation (`hr-420800.2`).
    pub fn common_name(&self) -> String {
        match self {
            Self::Partner { id, generation } if *generation > 1 => format!("{id}.{generation}"),
            Self::Service { .. } | Self::Operator { .. } | Self::Partner { .. } => self.id().to_owned(),
        }
    }

    /// The SPIFFE URI. A partner's is the same in every generation.
    pub fn spiffe_id(&self, trust_domain: &str) -> String {
        match self {
            Self::Service { name } => format!("spiffe://{trust_domain}/service/{name}"),
            Self::Operator { id, unit_id } => format!("spiffe://{trust_domain}/unit/{unit_id}/operator/{id}"),
            Self::Partner { id, .. } => format!("spiffe://{trust_domain}/partner/{id}"),
        }
    }

    /// How long its certificates live.
    pub fn lifetime(&self, lifetimes: &Lifetimes) -> Duration {
        match self {
            Self::Service { name: "kafka" } => BROKER_LIFE,
            Self::Service { .. } => lifetimes.service,
            Self::Operator { .. } => lifetimes.operator,
            Self::Partner { .. } => lifetimes.partner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Id {
        text.parse().unwrap()
    }

    #[test]
    fn a_partner_enrolled_anew_gets_a_new_name_and_keeps_its_uri() {
        let first = Principal::Partner { id: id("hr-420800"), generation: 1 };
        let second = Principal::Partner { id: id("hr-420800"), generation: 2 };

        assert_eq!(first.common_name(), "hr-420800");
        assert_eq!(second.common_name(), "hr-420800.2");
        assert_eq!(first.spiffe_id("bianzhi"), "spiffe://bianzhi/partner/hr-420800");
        assert_eq!(second.spiffe_id("bianzhi"), first.spiffe_id("bianzhi"));
    }

    #[test]
    fn a_person_is_named_with_the_unit() {
        let clerk = Principal::Operator { id: id("sch-clerk"), unit_id: id("sch") };

        assert_eq!(clerk.common_name(), "sch-clerk");
        assert_eq!(clerk.spiffe_id("bianzhi"), "spiffe://bianzhi/unit/sch/operator/sch-clerk");
    }

    #[test]
    fn only_the_known_services_can_be_named() {
        assert_eq!(Principal::service("bridge"), Some(Principal::Service { name: "bridge" }));
        assert_eq!(Principal::service("mallory"), None);
    }

    #[test]
    fn the_brokers_leaf_outlives_a_services() {
        let day = Duration::days(1);
        let lifetimes = Lifetimes { service: day, operator: day * 365, partner: day * 365 };
        let life = |name| Principal::service(name).unwrap().lifetime(&lifetimes);

        assert_eq!((life("registry"), life("kafka")), (day, day * 3650));
    }
}
