//! What each kind of certificate contains (conventions.md "mTLS and identity").
use std::net::{IpAddr, Ipv4Addr};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose as Eku, IsCa,
    KeyUsagePurpose as Ku, SanType, SerialNumber,
};
use ring::rand::SecureRandom;
use time::{Duration, OffsetDateTime};

use super::Error;
use crate::domain::{Principal, PrincipalKind};

const ORGANIZATION: &str = "bianzhi";
/// The clocks of two machines may differ by this much, as far as the certificate's life allows it.
const SKEW: Duration = Duration::minutes(5);
const ROOT_LIFE: Duration = Duration::days(20 * 365);
const ISSUING_LIFE: Duration = Duration::days(15 * 365);

/// The trust root: signs issuing CAs, nothing else.
pub(super) fn root(now: OffsetDateTime) -> Result<CertificateParams, Error> {
    authority("bianzhi root", BasicConstraints::Unconstrained, now, ROOT_LIFE)
}

/// The CA that signs leaves, and can't make another CA.
pub(super) fn issuing(now: OffsetDateTime) -> Result<CertificateParams, Error> {
    authority("bianzhi issuing CA", BasicConstraints::Constrained(0), now, ISSUING_LIFE)
}

/// A leaf. `now` and `life` are system time; the certificate begins a little earlier.
pub(super) fn leaf(
    principal: &Principal,
    trust_domain: &str,
    now: OffsetDateTime,
    life: Duration,
) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::default();
    // RFC 2253, as Kafka reads it, writes the last part first: CN=…,OU=…,O=bianzhi.
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationName, ORGANIZATION);
    subject.push(DnType::OrganizationalUnitName, principal.kind().as_str());
    subject.push(DnType::CommonName, principal.common_name());
    params.distinguished_name = subject;

    let spiffe_id = principal.spiffe_id(trust_domain);
    params.subject_alt_names.push(SanType::URI(spiffe_id.try_into()?));
    params.extended_key_usages = vec![Eku::ClientAuth];
    if principal.kind() == PrincipalKind::Mesh {
        params.extended_key_usages.insert(0, Eku::ServerAuth);
        for name in [principal.id(), "localhost"] {
            params.subject_alt_names.push(SanType::DnsName(name.try_into()?));
        }
        params.subject_alt_names.push(SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    }
    params.key_usages = vec![Ku::DigitalSignature];
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params.serial_number = Some(serial()?);
    // A life of seconds that began minutes ago would be due for renewal from its first moment.
    params.not_before = whole_seconds(now - SKEW.min(life / 10));
    params.not_after = whole_seconds(now + life);
    Ok(params)
}

fn authority(
    name: &str,
    constraints: BasicConstraints,
    now: OffsetDateTime,
    life: Duration,
) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationName, ORGANIZATION);
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.is_ca = IsCa::Ca(constraints);
    params.key_usages = vec![Ku::KeyCertSign, Ku::CrlSign];
    params.use_authority_key_identifier_extension = true;
    params.serial_number = Some(serial()?);
    params.not_before = whole_seconds(now - SKEW);
    params.not_after = whole_seconds(now + life);
    Ok(params)
}

/// 127 random bits that begin with 01: positive in DER, and without a leading zero byte in any spelling.
fn serial() -> Result<SerialNumber, Error> {
    let mut bytes = [0_u8; 16];
    ring::rand::SystemRandom::new().fill(&mut bytes).map_err(|_| Error::Crypto("no random bytes"))?;
    bytes[0] = bytes[0] & 0x7F | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}

/// X.509 knows no fractions of a second.
fn whole_seconds(instant: OffsetDateTime) -> OffsetDateTime {
    instant.replace_nanosecond(0).unwrap_or(instant)
}
