//! `cert revoke`: a certificate is good no more, from now on and for ever.

use clap::Args;
use proto::identity::v1::RevokeCertificateRequest;

use crate::answer::Answer;
use crate::ask::{ask, required};
use crate::failure::Failure;
use crate::session::Session;

/// Arguments of `cert revoke`.
#[derive(Debug, Args)]
pub struct Revoke {
    /// Serial number, as `cert list` or `openssl x509 -serial` shows it.
    serial: String,
    /// Why, one sentence without personal data.
    #[arg(long)]
    reason: String,
}

impl Revoke {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let message = RevokeCertificateRequest {
            request_id: session.request_id(),
            serial: normal(&self.serial),
            reason: self.reason,
        };
        let revoked = ask!(session.certificates()?, revoke_certificate, message)?;
        super::shown(&required(revoked.certificate, "certificate")?, session.lang)
    }
}

/// A serial as the contract writes it: upper case, without the colons that other programs put in.
fn normal(serial: &str) -> String {
    let serial = serial.trim().to_uppercase().replace(':', "");
    serial.strip_prefix("SERIAL=").map(str::to_owned).unwrap_or(serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_taken_as_other_programs_write_it() {
        assert_eq!(normal("4a:01:ff"), "4A01FF");
        assert_eq!(normal("serial=4A01FF\n"), "4A01FF");
    }
}
