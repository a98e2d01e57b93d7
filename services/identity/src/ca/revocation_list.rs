//! The revocation list for outsiders (X.509 CRL): what `openssl verify -crl_check` and a partner's own systems
//! read. Inside the mesh the trust snapshot says the same, sooner.
use rcgen::{CertificateRevocationListParams, KeyIdMethod, RevokedCertParams, SerialNumber};
use time::{Duration, OffsetDateTime};

use super::{Authority, Error};
use crate::domain::Revoked;

/// A reader who has not found a newer list by then must not trust this one any more.
const LIFE: Duration = Duration::days(7);
/// A new list is made this often even if nothing was revoked.
const RENEWED_AFTER: Duration = Duration::days(1);

/// A signed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationList {
    /// Version of the trust snapshot that says the same.
    pub version: i64,
    /// The list, PEM.
    pub pem: String,
    /// When it was made, system time.
    pub made_at: OffsetDateTime,
    /// When it is good no more.
    pub good_until: OffsetDateTime,
}

impl RevocationList {
    /// Whether a newer list must be made at `now`, `version` being that of what is committed.
    pub fn is_due(&self, version: i64, now: OffsetDateTime) -> bool {
        version != self.version || now >= self.made_at + RENEWED_AFTER
    }
}

impl Authority {
    /// Signs the list of what is revoked as of `version`, with the issuing CA's key.
    ///
    /// # Errors
    /// When a serial is none, or the library refuses.
    pub fn sign_revocations(
        &self,
        revoked: &[Revoked],
        version: i64,
        now: OffsetDateTime,
    ) -> Result<RevocationList, Error> {
        let made_at = now.replace_nanosecond(0).unwrap_or(now);
        let good_until = made_at + LIFE;
        let revoked_certs = revoked.iter().map(entry).collect::<Result<_, _>>()?;
        // Grows with each list of each replica: a list is made once for a change, and changes take milliseconds.
        let milliseconds = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
        let params = CertificateRevocationListParams {
            this_update: made_at,
            next_update: good_until,
            crl_number: SerialNumber::from(milliseconds),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let pem = params.signed_by(self.issuer())?.pem()?;
        Ok(RevocationList { version, pem, made_at, good_until })
    }
}

fn entry(revoked: &Revoked) -> Result<RevokedCertParams, Error> {
    let serial = data_encoding::HEXUPPER.decode(revoked.serial.as_bytes());
    Ok(RevokedCertParams {
        serial_number: SerialNumber::from(serial.map_err(|_| Error::Crypto("a serial is not hexadecimal"))?),
        revocation_time: revoked.at.replace_nanosecond(0).unwrap_or(revoked.at),
        // Ours is a sentence for people; X.509 has a short list of codes that fits none of them for certain.
        reason_code: None,
        invalidity_date: None,
    })
}
