//! What a failed handshake means, in a sentence for the person at the keyboard.

use std::error::Error;
use std::io;

use prost::Message;
use prost_types::Any;
use rustls::CertificateError;
use tonic::{Code, Status};
use tonic_types::pb;

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
        None => say(
            Code::Unavailable,
            format!("无法连接{service}服务({url}):{text}"),
            format!("{service} can't be reached at {url}: {text}"),
        ),
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
    let (zh, en) = match name {
        "CertificateRequired" => (
            format!("{service}服务要求出示客户端证书,而本次未出示"),
            format!("{service} asks for a client certificate and none was shown"),
        ),
        "UnknownCA" | "DecryptError" => (
            "此证书不是本系统信任的发证机关签发的,请向本系统的identity服务申领".to_owned(),
            "this certificate was not issued by the authority that the mesh trusts; enrol it with this mesh's \
             identity service"
                .to_owned(),
        ),
        "CertificateExpired" => (
            "此证书已过期,请向安全管理员索取一次性令牌后重新申领".to_owned(),
            "this certificate has expired; ask a security administrator for a one-time token and enrol again"
                .to_owned(),
        ),
        "BadCertificate" | "UnsupportedCertificate" | "CertificateUnknown" => (
            "此证书不能用作客户端证书".to_owned(),
            "this certificate is not one that a client may show".to_owned(),
        ),
        other => {
            let zh = format!("{service}服务中断了TLS连接:{other}");
            return say(Code::Unavailable, zh, format!("{service} broke off the TLS connection: {other}"));
        }
    };
    say(Code::Unauthenticated, zh, en)
}

/// What we think of the server.
fn server_side(service: &str, error: &rustls::Error) -> Status {
    use CertificateError as Bad;
    use rustls::Error as Tls;
    let (zh, en) = match error {
        Tls::AlertReceived(received) => return alert(service, &format!("{received:?}")),
        Tls::InvalidCertificate(Bad::UnknownIssuer) => (
            format!("应答{service}服务的服务器,其证书不是我们信任的发证机关签发的"),
            format!(
                "the server that answers for {service} shows a certificate of another authority than our roots"
            ),
        ),
        Tls::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => (
            format!("应答的服务器不是{service}服务:其证书写的是别的名称"),
            format!("the server that answers is not {service}: its certificate has another name"),
        ),
        Tls::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => {
            (format!("{service}服务的证书已过期"), format!("the certificate of {service} has expired"))
        }
        other => (
            format!("无法与{service}服务建立安全连接:{other}"),
            format!("no secure connection to {service}: {other}"),
        ),
    };
    say(Code::Unavailable, zh, en)
}

/// A status with its sentence in both languages, as a house's own refusals have it.
pub(crate) fn say(code: Code, zh: String, en: String) -> Status {
    let chinese = pb::LocalizedMessage { locale: "zh-CN".to_owned(), message: zh };
    let type_url = "type.googleapis.com/google.rpc.LocalizedMessage".to_owned();
    let details = vec![Any { type_url, value: chinese.encode_to_vec() }];
    let packed = pb::Status { code: i32::from(code), message: en.clone(), details };
    Status::with_details(code, en, packed.encode_to_vec().into())
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure;

    #[test]
    fn a_refused_certificate_is_explained_in_both_languages() {
        let told = failure(&status(
            "workflow",
            "https://localhost:1",
            &io::Error::other(format!("{ALERT}UnknownCA")),
        ));

        assert_eq!(told.reason, "UNAUTHENTICATED");
        assert!(
            told.message.starts_with("this certificate was not issued by the authority"),
            "{}",
            told.message
        );
        assert_eq!(
            told.zh.as_deref(),
            Some("此证书不是本系统信任的发证机关签发的,请向本系统的identity服务申领")
        );
    }

    #[test]
    fn a_service_that_is_not_there_is_named_with_its_address_in_both_languages() {
        let told =
            failure(&status("registry", "https://localhost:1", &io::Error::other("connection refused")));

        assert_eq!(told.reason, "UNAVAILABLE");
        assert_eq!(told.message, "registry can't be reached at https://localhost:1: connection refused");
        assert_eq!(told.zh.as_deref(), Some("无法连接registry服务(https://localhost:1):connection refused"));
    }
}
