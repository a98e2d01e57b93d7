//! What a failed handshake means, in a sentence for the person at the keyboard.

use std::error::Error;
use std::io;

use rustls::CertificateError;
use tonic::Status;

/// How rustls words an alert. In TLS 1.3 a client learns only after its handshake that its certificate is not
/// accepted; by then HTTP/2 owns the connection and hands the error on as text.
const ALERT: &str = "received fatal alert: ";

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
            return server_side(service, tls);
        }
        cause = error.source();
    }
    let text = innermost(error);
    match text.split_once(ALERT) {
        Some((_, name)) => alert(service, name),
        None => Status::unavailable(format!("{service} can't be reached at {url}: {text}")),
    }
}

fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls);
    }
    // io::Error hides what it wraps from source().
    error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref::<rustls::Error>()
}

/// What the server thinks of us, by the name of its alert.
fn alert(service: &str, name: &str) -> Status {
    let sentence = match name {
        "CertificateRequired" => format!("{service} asks for a client certificate and none was shown"),
        "UnknownCA" | "DecryptError" => "this certificate was not issued by the authority that the mesh \
            trusts; enrol it with this mesh's identity service"
            .to_owned(),
        "CertificateExpired" => "this certificate has expired; ask a security administrator for a one-time \
            token and enrol again"
            .to_owned(),
        "BadCertificate" | "UnsupportedCertificate" | "CertificateUnknown" => {
            "this certificate is not one that a client may show".to_owned()
        }
        other => return Status::unavailable(format!("{service} broke off the TLS connection: {other}")),
    };
    Status::unauthenticated(sentence)
}

/// What we think of the server.
fn server_side(service: &str, error: &rustls::Error) -> Status {
    use CertificateError as Bad;
    use rustls::Error as Tls;
    let sentence = match error {
        Tls::AlertReceived(received) => return alert(service, &format!("{received:?}")),
        Tls::InvalidCertificate(Bad::UnknownIssuer) => format!(
            "the server that answers for {service} shows a certificate of another authority than our roots"
        ),
        Tls::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => {
            format!("the server that answers is not {service}: its certificate has another name")
        }
        Tls::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => {
            format!("the certificate of {service} has expired")
        }
        other => format!("no secure connection to {service}: {other}"),
    };
    Status::unavailable(sentence)
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}
