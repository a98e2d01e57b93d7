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

/// A certificate that is revoked and has not expired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial.
    pub serial: String,
    /// Since when, system time.
    pub at: OffsetDateTime,
}

/// Whether a partner's system may come to the broker, under one generation of its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BrokerAccess {
    /// The partner, `<role>-<area code>`: the name in its topics.
    pub partner_id: String,
    /// The CN that the broker knows it by.
    pub common_name: String,
    /// Set once a certificate of this name was revoked; never unset. The broker sees the name alone, so the
    /// other certificates of the same name are shut out with it.
    pub is_shut_out: bool,
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
}
