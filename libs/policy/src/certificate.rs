//! What a certificate says about its holder (conventions.md "mTLS and identity").

use time::OffsetDateTime;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;
use x509_parser::x509::X509Name;

/// Kind of principal: the subject's OU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One of our services, the bootstrap command or the broker.
    Mesh,
    /// A person who acts for a unit (经办人).
    Unit,
    /// A partner department's system.
    Partner,
}

impl Kind {
    /// As the subject's OU spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mesh => "mesh",
            Self::Unit => "unit",
            Self::Partner => "partner",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "mesh" => Some(Self::Mesh),
            "unit" => Some(Self::Unit),
            "partner" => Some(Self::Partner),
            _ => None,
        }
    }
}

/// A client certificate that names its principal correctly, twice: in the subject and in the SPIFFE URI.
/// That it chains to the roots was checked by the TLS handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Kind of the principal.
    pub kind: Kind,
    /// Id of the principal, the subject's CN.
    pub id: String,
    /// The unit that a person's certificate is bound to.
    pub unit_id: Option<String>,
    /// Serial number as [`serial`] writes it.
    pub serial: String,
    /// First instant of validity, system time.
    pub not_before: OffsetDateTime,
    /// Last instant of validity, system time.
    pub not_after: OffsetDateTime,
}

/// Why a certificate names nobody.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not an X.509 certificate.
    #[error("not an X.509 certificate")]
    Malformed,
    /// The subject is not `CN=<id>,OU=<kind>,O=bianzhi`.
    #[error("the subject is not CN=<id>,OU=mesh|unit|partner,O=bianzhi")]
    Subject,
    /// There is not exactly one SPIFFE URI.
    #[error("there is not exactly one SPIFFE URI")]
    Uri,
    /// Subject and URI name different principals, or another trust domain.
    #[error("the subject and the SPIFFE URI {uri} do not name the same principal")]
    Disagreement {
        /// The URI.
        uri: String,
    },
}

impl Certificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// When it can't be read, or subject and SPIFFE URI do not name one principal of `trust_domain`.
    pub fn read(der: &[u8], trust_domain: &str) -> Result<Self, Error> {
        let (_, certificate) = parse_x509_certificate(der).map_err(|_| Error::Malformed)?;
        let (kind, id) = subject(certificate.subject()).ok_or(Error::Subject)?;
        let uri = spiffe_uri(&certificate).ok_or(Error::Uri)?;
        let Some(path) = uri.strip_prefix("spiffe://").and_then(|rest| rest.strip_prefix(trust_domain))
        else {
            return Err(Error::Disagreement { uri });
        };
        let Some(unit_id) = unit_in_path(kind, &id, path) else {
            return Err(Error::Disagreement { uri });
        };
        Ok(Self {
            kind,
            unit_id,
            serial: serial(certificate.raw_serial()),
            not_before: certificate.validity().not_before.to_datetime(),
            not_after: certificate.validity().not_after.to_datetime(),
            id,
        })
    }

    /// When its holder asks for the next one: at two thirds of its life, and up to a twentieth of it later. How
    /// much later hangs on the serial, which is random: the leaves of one installation were issued together,
    /// and are not renewed together.
    pub fn renewal_time(&self) -> OffsetDateTime {
        let life = self.not_after - self.not_before;
        let last_digits = self.serial.get(self.serial.len().saturating_sub(2)..).unwrap_or_default();
        let share = i32::from(u8::from_str_radix(last_digits, 16).unwrap_or_default());
        self.not_before + life * 2 / 3 + life * share / (20 * 255)
    }
}

/// Writes a serial number: upper-case hexadecimal, two digits per byte, without leading zero bytes (the sign
/// byte of DER is none of the number's).
pub fn serial(bytes: &[u8]) -> String {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    bytes.iter().skip(first).map(|byte| format!("{byte:02X}")).collect()
}

fn subject(name: &X509Name<'_>) -> Option<(Kind, String)> {
    let mut names = name.iter_common_name();
    let id = names.next()?.as_str().ok()?.to_owned();
    let mut units = name.iter_organizational_unit();
    let kind = Kind::parse(units.next()?.as_str().ok()?)?;
    let mut organizations = name.iter_organization();
    let ours = organizations.next()?.as_str().ok()? == "bianzhi";
    let single = names.next().is_none() && units.next().is_none() && organizations.next().is_none();
    (ours && single && is_id(&id)).then_some((kind, id))
}

fn spiffe_uri(certificate: &X509Certificate<'_>) -> Option<String> {
    let names = &certificate.subject_alternative_name().ok()??.value.general_names;
    let mut uris = names.iter().filter_map(|name| match name {
        GeneralName::URI(uri) => Some(*uri),
        _ => None,
    });
    let uri = uris.next()?;
    (uris.next().is_none() && uri.starts_with("spiffe://")).then(|| uri.to_owned())
}

/// Whether the path names the subject; if so, the unit that it binds a person to.
fn unit_in_path(kind: Kind, id: &str, path: &str) -> Option<Option<String>> {
    match kind {
        Kind::Mesh => (path.strip_prefix("/service/")? == id).then_some(None),
        Kind::Unit => {
            let (unit_id, operator_id) = path.strip_prefix("/unit/")?.split_once("/operator/")?;
            (operator_id == id && is_id(unit_id)).then(|| Some(unit_id.to_owned()))
        }
        Kind::Partner => {
            // A partner enrolled anew gets the CN `hr-420800.2`; its path names the role and area for good.
            let stream = path.strip_prefix("/partner/")?;
            let generation = id.strip_prefix(stream)?.strip_prefix('.');
            let known = id == stream
                || generation.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
            known.then_some(None)
        }
    }
}

fn is_id(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    !text.is_empty() && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, KeyPair, SanType, SerialNumber};

    use super::*;

    fn certificate(ou: &str, cn: &str, uri: &str) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, cn);
        params.distinguished_name.push(DnType::OrganizationalUnitName, ou);
        params.distinguished_name.push(DnType::OrganizationName, "bianzhi");
        params.subject_alt_names.push(SanType::URI(uri.try_into().unwrap()));
        params.serial_number = Some(SerialNumber::from(vec![0xA1, 0x02, 0x0F]));
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    fn read(ou: &str, cn: &str, uri: &str) -> Result<(Kind, String, Option<String>), Error> {
        Certificate::read(&certificate(ou, cn, uri), "bianzhi").map(|c| (c.kind, c.id, c.unit_id))
    }

    #[test]
    fn each_kind_is_read_with_its_unit() {
        assert_eq!(
            read("unit", "edu-clerk", "spiffe://bianzhi/unit/edu/operator/edu-clerk"),
            Ok((Kind::Unit, "edu-clerk".into(), Some("edu".into())))
        );
        assert_eq!(
            read("mesh", "workflow", "spiffe://bianzhi/service/workflow"),
            Ok((Kind::Mesh, "workflow".into(), None))
        );
        assert_eq!(
            read("partner", "hr-420800.2", "spiffe://bianzhi/partner/hr-420800"),
            Ok((Kind::Partner, "hr-420800.2".into(), None))
        );
    }

    #[test]
    fn a_serial_is_written_in_upper_case_without_the_sign_byte() {
        let der = certificate("mesh", "workflow", "spiffe://bianzhi/service/workflow");

        assert_eq!(Certificate::read(&der, "bianzhi").unwrap().serial, "A1020F");
    }

    #[test]
    fn subject_and_uri_that_disagree_name_nobody() {
        for (ou, cn, uri) in [
            ("unit", "edu-clerk", "spiffe://bianzhi/unit/edu/operator/sch-clerk"),
            ("mesh", "workflow", "spiffe://bianzhi/unit/edu/operator/workflow"),
            ("mesh", "workflow", "spiffe://elsewhere/service/workflow"),
            ("partner", "hr-420800x", "spiffe://bianzhi/partner/hr-420800"),
        ] {
            assert_eq!(read(ou, cn, uri), Err(Error::Disagreement { uri: uri.into() }), "{cn} {uri}");
        }
    }

    #[test]
    fn a_certificate_is_renewed_at_two_thirds_of_its_life_a_little_later_by_its_serial() {
        let begin = OffsetDateTime::UNIX_EPOCH;
        let renewed_after = |serial: &str| {
            let certificate = Certificate {
                kind: Kind::Mesh,
                id: "bridge".into(),
                unit_id: None,
                serial: serial.into(),
                not_before: begin,
                not_after: begin + time::Duration::hours(24),
            };
            certificate.renewal_time() - begin
        };

        assert_eq!(renewed_after("4A00"), time::Duration::hours(16));
        assert_eq!(renewed_after("4AFF"), time::Duration::hours(16) + time::Duration::minutes(72));
    }

    #[test]
    fn a_subject_of_another_shape_names_nobody() {
        assert_eq!(read("guest", "x", "spiffe://bianzhi/service/x"), Err(Error::Subject));
        assert_eq!(read("mesh", "Work Flow", "spiffe://bianzhi/service/x"), Err(Error::Subject));
    }
}
