//! What a failed handshake means, in a sentence for the person at the keyboard.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError};
use tonic::{Code, Status};

/// Turns what a connection failed with into a status whose text a clerk can act upon.
///
/// Who must do something about a certificate gets UNAUTHENTICATED, everything else is UNAVAILABLE.
pub(crate) fn status(service: &str, url: &str, error: &(dyn Error + 'static)) -> Status {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(status) = error.downcast_ref::<Status>() {
            return Status::with_details(status.code(), status.message(), status.details().to_vec().into());
        }
        if let Some(tls) = tls_error(error) {
            let (code, sentence) = sentence(service, tls);
            return Status::new(code, sentence);
        }
        cause = error.source();
    }
    Status::unavailable(format!("{service} can't be reached at {url}: {}", innermost(error)))
}

fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls);
    }
    // io::Error hides what it wraps from source().
    error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref::<rustls::Error>()
}

fn sentence(service: &str, error: &rustls::Error) -> (Code, String) {
    use rustls::Error as Tls;
    let ours = |text: &str| (Code::Unauthenticated, text.to_owned());
    match error {
        Tls::AlertReceived(AlertDescription::CertificateRequired) => {
            ours(&format!("{service} asks for a client certificate and none was shown"))
        }
        Tls::AlertReceived(AlertDescription::UnknownCA | AlertDescription::DecryptError) => ours(
            "this certificate was not issued by the authority that the mesh trusts; enrol it with this mesh's identity service",
        ),
        Tls::AlertReceived(AlertDescription::CertificateExpired) => ours(
            "this certificate has expired; ask a security administrator for a one-time token and enrol again",
        ),
        Tls::AlertReceived(AlertDescription::BadCertificate | AlertDescription::UnsupportedCertificate) => {
            ours("this certificate is not one that a client may show")
        }
        Tls::AlertReceived(alert) => {
            (Code::Unavailable, format!("{service} broke off the TLS handshake: {alert:?}"))
        }
        Tls::InvalidCertificate(CertificateError::UnknownIssuer) => (
            Code::Unavailable,
            format!(
                "the server that answers for {service} shows a certificate of another authority than our roots"
            ),
        ),
        Tls::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => (
            Code::Unavailable,
            format!("the server that answers is not {service}: its certificate has another name"),
        ),
        Tls::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            (Code::Unavailable, format!("the certificate of {service} has expired"))
        }
        other => (Code::Unavailable, format!("no secure connection to {service}: {other}")),
    }
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}
