//! The signed snapshot: who may sign it, and what never replaces what.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use kernel::clock::SystemClock;
use policy::{Accepted, Trust, TrustError};
use prost::Message;
use proto::identity::v1::{SignedTrustSnapshot, TrustSnapshot};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use testkit::mesh::{Leaf, Mesh};
use time::{Duration, OffsetDateTime};

fn signed(signer: &Leaf, version: i64, at: OffsetDateTime) -> SignedTrustSnapshot {
    let create_time = Some(prost_types::Timestamp { seconds: at.unix_timestamp(), nanos: 0 });
    let snapshot = TrustSnapshot { version, create_time, ..Default::default() }.encode_to_vec();
    let key = PrivateKeyDer::from_pem_file(&signer.key).unwrap();
    let random = ring::rand::SystemRandom::new();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.secret_der(), &random).unwrap();
    let signature = key.sign(&random, &snapshot).unwrap().as_ref().to_vec();
    SignedTrustSnapshot { snapshot, signature, chain: fs::read_to_string(&signer.certificate).unwrap() }
}

fn open(mesh: &Mesh, file: &std::path::Path) -> Trust {
    Trust::open(file, &mesh.roots(), "bianzhi").unwrap()
}

#[test]
fn a_snapshot_is_kept_on_disk_and_survives_a_restart() {
    let (mesh, folder) = (Mesh::new(), tempfile::tempdir().unwrap());
    let file = folder.path().join("trust.snapshot");
    let identity = mesh.service("identity");
    let trust = open(&mesh, &file);
    assert_eq!((trust.version(), trust.age()), (0, None));

    assert_eq!(trust.accept(&signed(&identity, 7, SystemClock.now())).unwrap(), Accepted::Newer);

    assert_eq!(open(&mesh, &file).version(), 7);
}

#[test]
fn a_snapshot_never_goes_back() {
    let (mesh, folder) = (Mesh::new(), tempfile::tempdir().unwrap());
    let identity = mesh.service("identity");
    let trust = open(&mesh, &folder.path().join("trust.snapshot"));
    let now = SystemClock.now();
    trust.accept(&signed(&identity, 7, now)).unwrap();

    assert_eq!(trust.accept(&signed(&identity, 6, now)).unwrap(), Accepted::Older);
    assert_eq!(trust.accept(&signed(&identity, 7, now)).unwrap(), Accepted::Same);
    assert_eq!(trust.version(), 7);
}

#[test]
fn the_first_snapshot_of_a_new_installation_has_version_0() {
    let (mesh, folder) = (Mesh::new(), tempfile::tempdir().unwrap());
    let trust = open(&mesh, &folder.path().join("trust.snapshot"));

    let accepted = trust.accept(&signed(&mesh.service("identity"), 0, SystemClock.now())).unwrap();

    assert_eq!(accepted, Accepted::Newer);
    assert!(trust.current().is_some());
}

#[test]
fn only_identity_signs() {
    let (mesh, elsewhere, folder) = (Mesh::new(), Mesh::new(), tempfile::tempdir().unwrap());
    let trust = open(&mesh, &folder.path().join("trust.snapshot"));
    let now = SystemClock.now();

    for signer in [mesh.service("workflow"), mesh.operator("identity", "edu"), elsewhere.service("identity")]
    {
        let refused = trust.accept(&signed(&signer, 1, now));
        assert!(matches!(refused, Err(TrustError::Signer(_))), "{refused:?}");
    }
    let mut forged = signed(&mesh.service("identity"), 1, now);
    forged.snapshot = TrustSnapshot { version: 2, ..forged_content(&forged) }.encode_to_vec();
    assert!(matches!(trust.accept(&forged), Err(TrustError::Signature)));
    assert_eq!(trust.version(), 0);
}

fn forged_content(signed: &SignedTrustSnapshot) -> TrustSnapshot {
    TrustSnapshot::decode(signed.snapshot.as_slice()).unwrap()
}

#[test]
fn the_signer_had_to_be_valid_when_it_signed_and_not_now() {
    let (mesh, folder) = (Mesh::new(), tempfile::tempdir().unwrap());
    let trust = open(&mesh, &folder.path().join("trust.snapshot"));
    let expired = mesh.issue("mesh", "identity", "/service/identity", -Duration::seconds(60));
    let now = SystemClock.now();

    assert!(trust.accept(&signed(&expired, 1, now)).is_err());
    assert_eq!(trust.accept(&signed(&expired, 1, now - Duration::seconds(120))).unwrap(), Accepted::Newer);
}
