use proto::identity::v1 as pb;

use crate::house::{Holder, csr, house, reason, request_id};

fn revoke(holder: &Holder, why: &str) -> pb::RevokeCertificateRequest {
    let serial = holder.certificate.serial.clone();
    pb::RevokeCertificateRequest { request_id: request_id(), serial, reason: why.into() }
}

#[tokio::test]
async fn a_revoked_certificate_is_refused_from_the_next_call_on_an_open_connection_too() {
    let house = house().await;
    let (security, setup) = (house.operator("so-security").await, house.operator("so-setup").await);
    setup.directory().get_myself(pb::GetMyselfRequest {}).await.unwrap();
    let before = house.app.publications().borrow().clone().unwrap().version;

    let revoked = security.certificates().revoke_certificate(revoke(&setup, "key lost")).await.unwrap();

    let certificate = revoked.into_inner().certificate.unwrap();
    assert_eq!(certificate.revoke_reason, "key lost");
    assert!(certificate.revoke_time.is_some());
    let refusal = setup.directory().get_myself(pb::GetMyselfRequest {}).await.unwrap_err();
    assert_eq!(reason(&refusal), "CERT_REVOKED");
    let request = pb::RenewCertificateRequest { request_id: request_id(), signing_request: csr().pem };
    let refusal = setup.certificates().renew_certificate(request).await.unwrap_err();
    assert_eq!(reason(&refusal), "CERT_REVOKED");
    assert_eq!(house.app.publications().borrow().clone().unwrap().version, before + 1);
    assert_eq!(house.told("cn.bianzhi.certificate.revoked.v1").await.len(), 1);
}

#[tokio::test]
async fn the_first_revocation_stands() {
    let house = house().await;
    let (security, setup) = (house.operator("so-security").await, house.operator("so-setup").await);
    let first = revoke(&setup, "key lost");

    let answer = security.certificates().revoke_certificate(first.clone()).await.unwrap().into_inner();
    let repeated = security.certificates().revoke_certificate(first).await.unwrap().into_inner();
    let second = security.certificates().revoke_certificate(revoke(&setup, "left the office")).await.unwrap();

    assert_eq!(answer, repeated);
    assert_eq!(second.into_inner(), answer);
    assert_eq!(house.told("cn.bianzhi.certificate.revoked.v1").await.len(), 1);
}

#[tokio::test]
async fn only_the_duty_security_revokes() {
    let house = house().await;
    let (security, setup) = (house.operator("so-security").await, house.operator("so-setup").await);

    let refusal = setup.certificates().revoke_certificate(revoke(&security, "?")).await.unwrap_err();

    assert_eq!(reason(&refusal), "METHOD_NOT_PERMITTED");
    assert_eq!(house.refused().await, ["METHOD_NOT_PERMITTED"]);
}

#[tokio::test]
async fn a_revocation_says_which_certificate_and_why() {
    let house = house().await;
    let security = house.operator("so-security").await;
    let request = |serial: &str, why: &str| pb::RevokeCertificateRequest {
        request_id: request_id(),
        serial: serial.into(),
        reason: why.into(),
    };

    let unknown = security.certificates().revoke_certificate(request("4A01", "lost")).await.unwrap_err();
    let defects = security.certificates().revoke_certificate(request("4a", " ")).await.unwrap_err();

    assert_eq!(reason(&unknown), "CERTIFICATE_NOT_FOUND");
    let fields: Vec<String> =
        crate::house::failure(&defects).violations.into_iter().map(|violation| violation.field).collect();
    assert_eq!(fields, ["reason", "serial"]);
}

#[tokio::test]
async fn the_log_of_certificates_only_grows() {
    let house = house().await;

    for statement in [
        "update certificate_log set act = 'renewed'",
        "delete from certificate_log",
        "truncate certificate_log",
    ] {
        let refused = sqlx::query(statement).execute(&house.pool).await.unwrap_err();
        assert!(refused.to_string().contains("certificate_log only grows"), "{refused}");
    }
}

#[tokio::test]
async fn nothing_takes_a_revocation_back() {
    let house = house().await;
    let (security, setup) = (house.operator("so-security").await, house.operator("so-setup").await);
    security.certificates().revoke_certificate(revoke(&setup, "key lost")).await.unwrap();

    for (statement, why) in [
        (
            "update certificate set revoked_at = null, revoke_reason = null",
            "only a revocation is added, once",
        ),
        ("update certificate set not_after = now() + interval '9 years'", "only a revocation is added, once"),
        ("delete from certificate", "certificate only grows"),
        ("truncate certificate cascade", "certificate"),
    ] {
        let refused = sqlx::query(statement).execute(&house.pool).await.unwrap_err();
        assert!(refused.to_string().contains(why), "{statement}: {refused}");
    }
    // A restart: another process, which knows nothing but the database.
    let replica = house.replica();
    replica.app.publish().await.unwrap();
    assert!(replica.trust.current().unwrap().is_revoked(&setup.certificate.serial));
}

#[tokio::test]
async fn outsiders_find_a_revocation_in_the_list_and_openssl_believes_it() {
    let house = house().await;
    let (security, setup) = (house.operator("so-security").await, house.operator("so-setup").await);
    let list = async || {
        let request = pb::GetRevocationListRequest {};
        house.enrolment().get_revocation_list(request).await.unwrap().into_inner()
    };
    let before = list().await;
    assert_eq!(list().await, before);

    security.certificates().revoke_certificate(revoke(&setup, "key lost")).await.unwrap();

    let folder = house.folder.path();
    let list = list().await;
    std::fs::write(folder.join("crl.pem"), &list.revocation_list).unwrap();
    std::fs::write(folder.join("authorities.pem"), &list.authorities).unwrap();
    let verified = |holder: &Holder| {
        let leaf = folder.join(&holder.certificate.serial).join("certificate.pem");
        let arguments = ["verify", "-crl_check", "-CAfile", "authorities.pem", "-CRLfile", "crl.pem"];
        let output = std::process::Command::new("openssl")
            .args(arguments)
            .arg(leaf)
            .current_dir(folder)
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(verified(&security), (true, String::new()));
    let (good, why) = verified(&setup);
    assert!(!good && why.contains("certificate revoked"), "{why}");
}

#[tokio::test]
async fn the_list_is_written_to_its_file_once_for_each_change() {
    let house = house().await;
    let (security, setup) = (house.operator("so-security").await, house.operator("so-setup").await);
    let file = house.folder.path().join("revocations.pem");

    assert_eq!(house.app.write_revocation_list(&file).await.unwrap(), 1);
    assert_eq!(house.app.write_revocation_list(&file).await.unwrap(), 0);
    let before = std::fs::read_to_string(&file).unwrap();
    security.certificates().revoke_certificate(revoke(&setup, "key lost")).await.unwrap();
    assert_eq!(house.app.write_revocation_list(&file).await.unwrap(), 1);

    assert!(before.starts_with("-----BEGIN X509 CRL-----"));
    assert_ne!(std::fs::read_to_string(&file).unwrap(), before);
}

#[tokio::test]
async fn a_revoked_partner_is_shut_out_of_the_broker_and_its_next_generation_let_in() {
    let house = house().await;
    house.import().await;
    let security = house.operator("so-security").await;
    let first = house.enrol(pb::PrincipalKind::Partner, "hr-420800").await;
    security.certificates().revoke_certificate(revoke(&first, "key lost")).await.unwrap();
    house.enrol(pb::PrincipalKind::Partner, "hr-420800").await;

    let access = house.app.broker_access().await.unwrap();

    let told: Vec<(&str, &str, bool)> = access
        .iter()
        .map(|access| (access.partner_id.as_str(), access.common_name.as_str(), access.is_shut_out))
        .collect();
    assert_eq!(told, [("hr-420800", "hr-420800", true), ("hr-420800", "hr-420800.2", false)]);
}

#[tokio::test]
async fn security_and_audit_see_all_certificates_and_others_their_own() {
    let house = house().await;
    let (audit, setup) = (house.operator("so-audit").await, house.operator("so-setup").await);
    let first_page = pb::ListCertificatesRequest { page_size: 4, ..Default::default() };

    let mut seen = Vec::new();
    let mut request = first_page.clone();
    loop {
        let page = audit.certificates().list_certificates(request).await.unwrap().into_inner();
        seen.extend(page.certificates.into_iter().map(|certificate| certificate.principal_id));
        if page.next_page_token.is_empty() {
            break;
        }
        request = pb::ListCertificatesRequest { page_token: page.next_page_token, ..first_page.clone() };
    }
    let own = setup.certificates().list_certificates(first_page.clone()).await.unwrap().into_inner();

    // Newest first: the two operators, then the eight leaves of `identity init`.
    assert_eq!(seen.len(), 10);
    assert_eq!(seen[..3], ["so-setup", "so-audit", "kafka"]);
    let own: Vec<&str> = own.certificates.iter().map(|own| own.principal_id.as_str()).collect();
    assert_eq!(own, ["so-setup"]);
}

#[tokio::test]
async fn a_page_token_is_its_callers_alone() {
    let house = house().await;
    let (audit, security) = (house.operator("so-audit").await, house.operator("so-security").await);
    let request = pb::ListCertificatesRequest { page_size: 1, ..Default::default() };
    let page = audit.certificates().list_certificates(request.clone()).await.unwrap().into_inner();

    let stolen = pb::ListCertificatesRequest { page_token: page.next_page_token, ..request };
    let refusal = security.certificates().list_certificates(stolen).await.unwrap_err();

    assert_eq!(reason(&refusal), "PAGE_TOKEN_INVALID");
}
