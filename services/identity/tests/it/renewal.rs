use proto::identity::v1 as pb;

use crate::house::{csr, house, reason, request_id};

#[tokio::test]
async fn whoever_holds_a_certificate_gets_the_next_one_of_the_same_name() {
    let house = house().await;
    let security = house.operator("so-security").await;
    let csr = csr();
    let request = pb::RenewCertificateRequest { request_id: request_id(), signing_request: csr.pem.clone() };

    let next = security.certificates().renew_certificate(request.clone()).await.unwrap().into_inner();
    let again = security.certificates().renew_certificate(request).await.unwrap().into_inner();

    assert_eq!(next, again);
    let certificate = next.certificate.unwrap();
    assert_ne!(certificate.serial, security.certificate.serial);
    assert_eq!(certificate.spiffe_id, security.certificate.spiffe_id);
    let renewed = house.holder(certificate.clone(), next.chain, &csr);
    let myself = renewed.directory().get_myself(pb::GetMyselfRequest {}).await.unwrap().into_inner();
    assert_eq!(myself.certificate_serial, certificate.serial);
    assert_eq!(myself.operator.unwrap().id, "so-security");
}

#[tokio::test]
async fn a_renewal_needs_a_usable_request() {
    let house = house().await;
    let security = house.operator("so-security").await;
    let request = pb::RenewCertificateRequest { request_id: request_id(), signing_request: "?".into() };

    let refusal = security.certificates().renew_certificate(request).await.unwrap_err();

    assert_eq!(reason(&refusal), "CSR_INVALID");
}

#[tokio::test]
async fn identity_renews_its_own_leaf_when_it_is_due_and_signs_with_it() {
    let house = house().await;
    let files = house.own_leaf();
    let before = std::fs::read_to_string(&files.certificate).unwrap();
    assert_eq!(house.app.renew_own_leaf(&files).await.unwrap(), 0);
    assert_eq!(house.app.follow_changes().await.unwrap(), 0);

    std::fs::remove_file(&files.key).unwrap();
    assert_eq!(house.app.renew_own_leaf(&files).await.unwrap(), 1);

    let after = std::fs::read_to_string(&files.certificate).unwrap();
    assert_ne!(before, after);
    assert_eq!(house.app.follow_changes().await.unwrap(), 1, "the snapshot is signed anew");
    let signed = house.app.publications().borrow().clone().unwrap().signed.clone();
    assert_eq!(signed.chain, after);
}
