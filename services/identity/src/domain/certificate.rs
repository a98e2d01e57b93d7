//! Certificates as the archive keeps them.
use time::OffsetDateTime;

use super::{Principal, PrincipalKind};

/// An issued certificate. All its times are system time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Serial number, upper-case hexadecimal without leading zero bytes.
    pub serial: String,
    /// Whom it names.
    pub principal: Principal,
    /// The subject alternative name that says the same as the subject.
    pub spiffe_id: String,
    /// First instant of validity.
    pub not_before: OffsetDateTime,
    /// Last instant of validity.
    pub not_after: OffsetDateTime,
    /// The leaf and the issuing CA, PEM.
    pub chain: String,
    /// Set once it was revoked; never unset.
    pub revocation: Option<Revocation>,
}

/// That a certificate is good no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// When.
    pub at: OffsetDateTime,
    /// Why, one sentence without personal data.
    pub reason: String,
}

/// What happened to a certificate: one line of the log that only grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Serial of the certificate.
    pub serial: String,
    /// What was done.
    pub act: Act,
    /// Id of the principal that did it, or whose token did.
    pub by: String,
    /// When, system time.
    pub at: OffsetDateTime,
}

/// What can happen to a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It was issued for a one-time token, or by `identity init`.
    Enrolled,
    /// It was issued to the holder of an earlier one.
    Renewed,
    /// It was revoked.
    Revoked,
}

impl Certificate {
    /// Kind of the principal.
    pub fn kind(&self) -> PrincipalKind {
        self.principal.kind()
    }

    /// Whether the trust snapshot shows it: a partner's, since the houses verify with it what the partner signed.
    pub fn is_in_snapshot(&self) -> bool {
        self.kind() == PrincipalKind::Partner
    }

    /// Revokes it. A second revocation changes nothing: the first reason and instant stand.
    pub fn revoke(self, by: &str, reason: String, at: OffsetDateTime) -> (Self, Option<Entry>) {
        if self.revocation.is_some() {
            return (self, None);
        }
        let entry = Entry { serial: self.serial.clone(), act: Act::Revoked, by: by.to_owned(), at };
        (Self { revocation: Some(Revocation { at, reason }), ..self }, Some(entry))
    }

    /// Whether less than a third of its life is left at `now`: time for the next one.
    pub fn is_due(not_before: OffsetDateTime, not_after: OffsetDateTime, now: OffsetDateTime) -> bool {
        now >= not_before + (not_after - not_before) * 2 / 3
    }
}

impl Act {
    /// As the database spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enrolled => "enrolled",
            Self::Renewed => "renewed",
            Self::Revoked => "revoked",
        }
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-03-10 01:20 UTC);

    fn certificate() -> Certificate {
        Certificate {
            serial: "4A01".into(),
            principal: Principal::service("bridge").unwrap(),
            spiffe_id: "spiffe://bianzhi/service/bridge".into(),
            not_before: NOW,
            not_after: NOW + Duration::hours(24),
            chain: String::new(),
            revocation: None,
        }
    }

    #[test]
    fn the_first_revocation_stands() {
        let (revoked, entry) = certificate().revoke("so-security", "key lost".into(), NOW);
        let (again, nothing) = revoked.clone().revoke("so-other", "by mistake".into(), NOW + Duration::DAY);

        assert_eq!(entry.map(|entry| (entry.act, entry.by)), Some((Act::Revoked, "so-security".into())));
        assert_eq!((again, nothing), (revoked, None));
    }

    #[test]
    fn a_leaf_is_renewed_at_two_thirds_of_its_life() {
        let due = |hours| Certificate::is_due(NOW, NOW + Duration::hours(24), NOW + Duration::hours(hours));

        assert!(!due(15));
        assert!(due(16));
    }
}
