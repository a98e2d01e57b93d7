use messaging::Body;
use prost::Message;
use proto::identity::v1 as pb;
use proto::identity::v1::PrincipalKind as Kind;

use crate::house::{csr, house, reason, request_id};

fn enrol(token: &str, signing_request: &str) -> pb::EnrolCertificateRequest {
    pb::EnrolCertificateRequest { token: token.into(), signing_request: signing_request.into() }
}

#[tokio::test]
async fn a_token_gives_one_certificate_and_gives_it_again_to_the_same_request() {
    let house = house().await;
    let token = house.token(Kind::Unit, "so-setup").await.unwrap();
    let csr = csr();

    let first = house.enrolment().enrol_certificate(enrol(&token, &csr.pem)).await.unwrap().into_inner();
    let again = house.enrolment().enrol_certificate(enrol(&token, &csr.pem)).await.unwrap().into_inner();

    assert_eq!(first, again);
    let certificate = first.certificate.clone().unwrap();
    assert_eq!((certificate.kind(), certificate.principal_id.as_str()), (Kind::Unit, "so-setup"));
    assert_eq!(certificate.spiffe_id, "spiffe://bianzhi/unit/so/operator/so-setup");
    assert_eq!(first.roots, std::fs::read_to_string(house.roots()).unwrap());
    let told = house.told("cn.bianzhi.certificate.issued.v1").await;
    let about: Vec<_> = told.iter().filter(|fact| fact.aggregate_id == "so-setup").collect();
    assert_eq!(about.len(), 1);
    let Body::Protobuf(bytes) = &about[0].body else { panic!("facts inside are protobuf") };
    assert_eq!(pb::CertificateIssued::decode(bytes.as_slice()).unwrap().serial, certificate.serial);
}

#[tokio::test]
async fn a_used_token_gives_nothing_to_another_request() {
    let house = house().await;
    let token = house.token(Kind::Unit, "so-setup").await.unwrap();
    house.enrolment().enrol_certificate(enrol(&token, &csr().pem)).await.unwrap();

    let refusal = house.enrolment().enrol_certificate(enrol(&token, &csr().pem)).await.unwrap_err();

    assert_eq!(reason(&refusal), "TOKEN_USED");
    assert_eq!(house.refused().await, ["TOKEN_USED"]);
}

#[tokio::test]
async fn an_expired_token_gives_nothing() {
    let house = house().await;
    let token = house.token(Kind::Unit, "so-setup").await.unwrap();
    sqlx::query("update enrolment_token set expires_at = now()").execute(&house.pool).await.unwrap();

    let refusal = house.enrolment().enrol_certificate(enrol(&token, &csr().pem)).await.unwrap_err();

    assert_eq!(reason(&refusal), "TOKEN_EXPIRED");
}

#[tokio::test]
async fn an_unknown_token_is_refused_before_its_request_is_looked_at() {
    let house = house().await;

    let refusal = house.enrolment().enrol_certificate(enrol("guessed", "no request")).await.unwrap_err();

    assert_eq!(reason(&refusal), "TOKEN_INVALID");
}

#[tokio::test]
async fn a_request_without_proof_of_its_key_does_not_use_up_the_token() {
    let house = house().await;
    let token = house.token(Kind::Unit, "so-setup").await.unwrap();

    let refusal = house.enrolment().enrol_certificate(enrol(&token, "no request")).await.unwrap_err();
    let enrolled = house.enrolment().enrol_certificate(enrol(&token, &csr().pem)).await;

    assert_eq!(reason(&refusal), "CSR_INVALID");
    assert!(enrolled.is_ok());
}

#[tokio::test]
async fn the_same_request_for_a_token_gets_the_same_token() {
    let house = house().await;
    let request = pb::CreateEnrolmentTokenRequest {
        request_id: request_id(),
        kind: Kind::Unit.into(),
        principal_id: "so-security".into(),
        lifetime_seconds: 600,
        administrator_token: house.administrator_token(),
    };

    let first = house.enrolment().create_enrolment_token(request.clone()).await.unwrap().into_inner();
    let again = house.enrolment().create_enrolment_token(request.clone()).await.unwrap().into_inner();
    let other = pb::CreateEnrolmentTokenRequest { principal_id: "so-setup".into(), ..request };
    let other = house.enrolment().create_enrolment_token(other).await.unwrap_err();

    assert_eq!(first, again);
    assert_eq!(reason(&other), "REQUEST_ID_REUSED");
    let kept: Vec<String> =
        sqlx::query_scalar("select answer::text from request").fetch_all(&house.pool).await.unwrap();
    assert!(!kept.concat().contains(&first.token), "the stored answer holds no secret");
}

#[tokio::test]
async fn without_the_administrator_token_nobody_makes_tokens_at_the_open_door() {
    let house = house().await;
    let request = pb::CreateEnrolmentTokenRequest {
        request_id: request_id(),
        kind: Kind::Unit.into(),
        principal_id: "so-security".into(),
        lifetime_seconds: 0,
        administrator_token: "guessed".into(),
    };

    let refusal = house.enrolment().create_enrolment_token(request).await.unwrap_err();

    assert_eq!(reason(&refusal), "TOKEN_INVALID");
    assert_eq!(house.refused().await, ["TOKEN_INVALID"]);
}

#[tokio::test]
async fn tokens_are_for_principals_of_the_directory_only() {
    let house = house().await;

    let nobody = house.token(Kind::Unit, "sch-clerk").await.unwrap_err();
    let no_service = house.token(Kind::Mesh, "mallory").await.unwrap_err();
    let no_partner = house.token(Kind::Partner, "hr-420800").await.unwrap_err();
    house.import().await;

    let refusals = [nobody, no_service, no_partner].map(|refusal| reason(&refusal));
    assert_eq!(refusals, ["UNKNOWN_PRINCIPAL", "UNKNOWN_PRINCIPAL", "UNKNOWN_PRINCIPAL"]);
    assert!(house.token(Kind::Unit, "sch-clerk").await.is_ok());
}

#[tokio::test]
async fn a_security_administrator_makes_tokens_and_nobody_else_does() {
    let house = house().await;
    let request = || pb::CreateEnrolmentTokenRequest {
        request_id: request_id(),
        kind: Kind::Mesh.into(),
        principal_id: "bridge".into(),
        lifetime_seconds: 0,
        administrator_token: String::new(),
    };
    let (security, setup) = (house.operator("so-security").await, house.operator("so-setup").await);

    let made = security.certificates().create_enrolment_token(request()).await;
    let refused = setup.certificates().create_enrolment_token(request()).await.unwrap_err();

    assert!(made.is_ok());
    assert_eq!(reason(&refused), "METHOD_NOT_PERMITTED");
}

#[tokio::test]
async fn a_partner_enrolled_anew_gets_the_next_generation_of_its_name() {
    let house = house().await;
    house.import().await;

    let first = house.enrol(Kind::Partner, "hr-420800").await;
    let second = house.enrol(Kind::Partner, "hr-420800").await;

    assert_eq!(first.certificate.principal_id, "hr-420800");
    assert_eq!(second.certificate.principal_id, "hr-420800.2");
    assert_eq!(second.certificate.spiffe_id, first.certificate.spiffe_id);
    let myself = second.directory().get_myself(pb::GetMyselfRequest {}).await.unwrap().into_inner();
    assert_eq!(myself.unit.unwrap().id, "hr");
}
