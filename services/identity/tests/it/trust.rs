use std::time::Duration;

use prost::Message;
use proto::identity::v1 as pb;
use proto::identity::v1::trust_service_client::TrustServiceClient;

use crate::house::{house, reason, request_id};

#[tokio::test]
async fn a_house_follows_the_signed_snapshot_from_change_to_change() {
    let house = house().await;
    let registry =
        policy::Trust::open(&house.folder.path().join("snapshot"), &house.roots(), "bianzhi").unwrap();
    let mut client = TrustServiceClient::new(house.service("registry"));
    let watch = pb::WatchTrustRequest { known_version: 0 };
    let mut snapshots = client.watch_trust(watch).await.unwrap().into_inner();

    let first = snapshots.message().await.unwrap().unwrap().signed_snapshot.unwrap();
    assert_eq!(registry.accept(&first).unwrap(), policy::Accepted::Newer);
    assert!(registry.current().unwrap().operator("so-setup").is_some());

    house.import().await;
    let second = tokio::time::timeout(Duration::from_secs(1), snapshots.message()).await.unwrap();
    registry.accept(&second.unwrap().unwrap().signed_snapshot.unwrap()).unwrap();
    assert_eq!(registry.current().unwrap().department_of("sch").unwrap().id, "edu");

    let (security, setup) = (house.operator("so-security").await, house.operator("so-setup").await);
    let serial = setup.certificate.serial.clone();
    let request = pb::RevokeCertificateRequest { request_id: request_id(), serial, reason: "lost".into() };
    security.certificates().revoke_certificate(request).await.unwrap();
    let third = tokio::time::timeout(Duration::from_secs(1), snapshots.message()).await.unwrap();
    registry.accept(&third.unwrap().unwrap().signed_snapshot.unwrap()).unwrap();
    assert!(registry.current().unwrap().is_revoked(&setup.certificate.serial));
}

#[tokio::test]
async fn a_partners_certificate_is_shown_as_soon_as_it_is_issued_so_that_its_signatures_can_be_verified() {
    let house = house().await;
    house.import().await;

    let hr = house.enrol(pb::PrincipalKind::Partner, "hr-420800").await;

    let published = house.app.publications().borrow().clone().unwrap();
    let snapshot = pb::TrustSnapshot::decode(published.signed.snapshot.as_slice()).unwrap();
    let shown: Vec<(&str, &str)> = snapshot
        .partner_certificates
        .iter()
        .map(|certificate| (certificate.partner_id.as_str(), certificate.serial.as_str()))
        .collect();
    assert_eq!(shown, [("hr-420800", hr.certificate.serial.as_str())]);
}

#[tokio::test]
async fn the_snapshot_is_for_services_only() {
    let house = house().await;
    let setup = house.operator("so-setup").await;

    let refusal = setup.trust().watch_trust(pb::WatchTrustRequest { known_version: 0 }).await.unwrap_err();

    assert_eq!(reason(&refusal), "METHOD_NOT_PERMITTED");
}

#[tokio::test]
async fn another_replica_publishes_what_this_one_committed() {
    let house = house().await;
    let other = house.replica();
    other.app.publish().await.unwrap();
    assert_eq!(other.app.follow_changes().await.unwrap(), 0);

    house.import().await;

    assert_eq!(other.app.follow_changes().await.unwrap(), 1);
    assert!(other.trust.current().unwrap().operator("sch-clerk").is_some());
}

#[tokio::test]
async fn names_of_persons_stay_in_the_directory() {
    let house = house().await;
    house.import().await;

    let published = house.app.publications().borrow().clone().unwrap();

    let text = String::from_utf8_lossy(&published.signed.snapshot).into_owned();
    assert!(text.contains("荆门市教育局") && !text.contains("张老师"));
}
