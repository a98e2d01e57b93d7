use rcgen::{CertificateParams, CertificateSigningRequest, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use x509_parser::pem::Pem;

use super::*;
use crate::domain::{Certificate, Directory, Id, Lifetimes, Principal, Trust};

const DAY: Duration = Duration::DAY;

fn now() -> OffsetDateTime {
    kernel::clock::SystemClock.now()
}

fn authority(folder: &std::path::Path) -> Authority {
    let lifetimes = Lifetimes { service: DAY, operator: DAY * 365, partner: DAY * 30 };
    Authority::create(folder, "bianzhi", lifetimes, now()).unwrap()
}

fn id(text: &str) -> Id {
    text.parse().unwrap()
}

fn clerk() -> Principal {
    Principal::Operator { id: id("edu-clerk"), unit_id: id("edu") }
}

fn issue(authority: &Authority, principal: Principal) -> Certificate {
    let key = KeyHolder::generate().unwrap().public_key().unwrap();
    authority.issue(principal, &key, now()).unwrap()
}

/// What a leaf says, in the words that matter to its readers.
fn described(certificate: &Certificate) -> (String, Vec<String>, bool, bool) {
    let pem = Pem::iter_from_buffer(certificate.chain.as_bytes()).next().unwrap().unwrap();
    let leaf = pem.parse_x509().unwrap();
    let names = leaf.subject_alternative_name().unwrap().unwrap().value.general_names.iter();
    let names = names.map(|name| match name {
        x509_parser::extensions::GeneralName::URI(uri) => format!("URI:{uri}"),
        x509_parser::extensions::GeneralName::DNSName(name) => format!("DNS:{name}"),
        x509_parser::extensions::GeneralName::IPAddress(bytes) => format!("IP:{bytes:?}"),
        other => panic!("unexpected {other:?}"),
    });
    let usage = leaf.extended_key_usage().unwrap().unwrap().value;
    assert!(!leaf.is_ca());
    assert_eq!(policy::serial(leaf.raw_serial()), certificate.serial);
    assert_eq!(leaf.validity().not_after.to_datetime(), certificate.not_after);
    (leaf.subject().to_string(), names.collect(), usage.server_auth, usage.client_auth)
}

#[test]
fn a_services_leaf_serves_and_calls() {
    let folder = tempfile::tempdir().unwrap();
    let leaf = issue(&authority(folder.path()), Principal::service("bridge").unwrap());

    let (subject, names, serves, calls) = described(&leaf);
    assert_eq!(subject, "O=bianzhi, OU=mesh, CN=bridge");
    let due = ["URI:spiffe://bianzhi/service/bridge", "DNS:bridge", "DNS:localhost", "IP:[127, 0, 0, 1]"];
    assert_eq!(names, due);
    assert_eq!((serves, calls), (true, true));
    assert_eq!(leaf.not_after - leaf.not_before, DAY + Duration::minutes(5));
}

#[test]
fn a_life_of_seconds_begins_a_second_and_not_minutes_ago() {
    let folder = tempfile::tempdir().unwrap();
    let life = Duration::seconds(10);
    let lifetimes = Lifetimes { service: life, operator: life, partner: life };
    let authority = Authority::create(folder.path(), "bianzhi", lifetimes, now()).unwrap();

    let leaf = issue(&authority, Principal::service("bridge").unwrap());

    assert_eq!(leaf.not_after - leaf.not_before, Duration::seconds(11));
}

#[test]
fn a_persons_and_a_partners_certificate_only_call() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority(folder.path());
    let partner = Principal::Partner { id: id("hr-420800"), generation: 2 };

    let (subject, names, serves, calls) = described(&issue(&authority, clerk()));
    assert_eq!(subject, "O=bianzhi, OU=unit, CN=edu-clerk");
    assert_eq!(names, ["URI:spiffe://bianzhi/unit/edu/operator/edu-clerk"]);
    assert_eq!((serves, calls), (false, true));

    let partner = issue(&authority, partner);
    let (subject, names, serves, calls) = described(&partner);
    assert_eq!(subject, "O=bianzhi, OU=partner, CN=hr-420800.2");
    assert_eq!(names, ["URI:spiffe://bianzhi/partner/hr-420800"]);
    assert_eq!((serves, calls), (false, true));
    assert_eq!(partner.not_after - partner.not_before, DAY * 30 + Duration::minutes(5));
}

#[test]
fn what_is_issued_chains_to_the_root_and_names_its_principal_to_policy() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority(folder.path());
    let certificate = issue(&authority, clerk());

    let chain: Vec<CertificateDer<'_>> =
        CertificateDer::pem_slice_iter(certificate.chain.as_bytes()).map(Result::unwrap).collect();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.roots_pem().as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
    verifier.verify_client_cert(&chain[0], &chain[1..], UnixTime::now()).unwrap();
    let read = policy::Certificate::read(&chain[0], "bianzhi").unwrap();
    assert_eq!((read.id.as_str(), read.unit_id.as_deref()), ("edu-clerk", Some("edu")));
    assert_eq!(read.serial, certificate.serial);
}

#[test]
fn serials_are_long_positive_and_never_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority(folder.path());

    let serials: std::collections::BTreeSet<String> =
        (0..50).map(|_| issue(&authority, clerk()).serial).collect();

    assert_eq!(serials.len(), 50);
    assert!(
        serials
            .iter()
            .all(|serial| serial.len() == 32 && ('4'..='7').contains(&serial.chars().next().unwrap()))
    );
}

#[test]
fn an_authority_opened_again_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (first, again) = (authority(folder.path()), authority(folder.path()));

    assert_eq!(first.roots_pem(), again.roots_pem());
    assert_eq!(first.issuing_pem(), again.issuing_pem());
    let token = uuid::Uuid::now_v7();
    assert_eq!(first.secrets().token(token), again.secrets().token(token));
    assert_ne!(first.secrets().token(token), first.secrets().token(uuid::Uuid::now_v7()));
}

#[test]
fn an_authority_without_its_root_key_goes_on_issuing() {
    let folder = tempfile::tempdir().unwrap();
    authority(folder.path());
    std::fs::remove_file(folder.path().join("root.key")).unwrap();

    issue(&authority(folder.path()), clerk());
}

#[test]
fn secrets_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    authority(folder.path());

    for name in ["root.key", "issuing.key", "token.key"] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

fn request(key: &KeyPair) -> CertificateSigningRequest {
    let mut params = CertificateParams::new(vec!["registry".to_owned()]).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, "registry");
    params.serialize_request(key).unwrap()
}

#[test]
fn of_a_signing_request_only_the_key_counts() {
    let folder = tempfile::tempdir().unwrap();
    let request = SigningRequest::read(&request(&KeyPair::generate().unwrap()).pem().unwrap()).unwrap();

    let certificate = authority(folder.path()).issue(clerk(), &request.key, now()).unwrap();

    let (subject, names, serves, _) = described(&certificate);
    assert_eq!((subject.as_str(), names.len(), serves), ("O=bianzhi, OU=unit, CN=edu-clerk", 1, false));
}

#[test]
fn a_signing_request_must_prove_that_its_sender_holds_an_ec_p256_key() {
    let other_curve = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    assert_eq!(SigningRequest::read(&request(&other_curve).pem().unwrap()), Err(RequestError::Key));
    assert_eq!(SigningRequest::read("hello"), Err(RequestError::Malformed));
    let certificate = rcgen::generate_simple_self_signed(vec!["x".to_owned()]).unwrap();
    assert_eq!(SigningRequest::read(&certificate.cert.pem()), Err(RequestError::Malformed));

    // The last byte belongs to the signature.
    let mut forged = request(&KeyPair::generate().unwrap()).der().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    let pem = format!(
        "-----BEGIN CERTIFICATE REQUEST-----\n{}\n-----END CERTIFICATE REQUEST-----\n",
        data_encoding::BASE64.encode(&forged)
    );
    assert_eq!(SigningRequest::read(&pem), Err(RequestError::Proof));
}

#[test]
fn a_leaf_on_disk_is_made_anew_when_it_is_missing_foreign_or_old() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority(&folder.path().join("ca"));
    let files = LeafFiles::within(&folder.path().join("kafka")).bundled("broker.pem");
    let is_due = |after| files.is_due(authority.issuing_pem(), "bianzhi", now() + after).unwrap();
    assert!(is_due(Duration::ZERO));

    let key = KeyHolder::generate().unwrap();
    let principal = Principal::service("registry").unwrap();
    let leaf = authority.issue(principal, &key.public_key().unwrap(), now()).unwrap();
    files.write(&key, &leaf).unwrap();

    assert_eq!((is_due(Duration::ZERO), is_due(Duration::hours(18))), (false, true));
    assert!(files.is_due("another issuer", "bianzhi", now()).unwrap());
    std::fs::remove_file(folder.path().join("kafka/broker.pem")).unwrap();
    assert!(is_due(Duration::ZERO));
}

#[test]
fn a_snapshot_verifies_by_policy_and_a_touched_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority(&folder.path().join("ca"));
    let files = LeafFiles::within(&folder.path().join("identity"));
    let key = KeyHolder::generate().unwrap();
    let principal = Principal::service("identity").unwrap();
    let leaf = authority.issue(principal, &key.public_key().unwrap(), now()).unwrap();
    files.write(&key, &leaf).unwrap();
    let roots = folder.path().join("root.pem");
    write_public(&roots, authority.roots_pem()).unwrap();
    let notary = Notary::new(&files.certificate, &files.key);
    let hr = Principal::Partner { id: id("hr-420800"), generation: 2 };
    let hr_key = KeyHolder::generate().unwrap().public_key().unwrap();
    let trust = Trust {
        version: 7,
        revoked: vec!["4A01".to_owned()],
        directory: Directory::default(),
        partner_certificates: vec![authority.issue(hr, &hr_key, now()).unwrap()],
        read_at: now(),
    };
    let leaf = CertificateDer::from_pem_slice(trust.partner_certificates[0].chain.as_bytes()).unwrap();

    let publication = notary.sign(trust, now()).unwrap();

    let house = policy::Trust::open(&folder.path().join("snapshot"), &roots, "bianzhi").unwrap();
    assert_eq!(house.accept(&publication.signed).unwrap(), policy::Accepted::Newer);
    assert!(house.current().unwrap().is_revoked("4A01"));
    let snapshot = house.current().unwrap();
    let signer = snapshot.partner_certificate(&digest(&leaf)).unwrap();
    assert_eq!((signer.partner_id.as_str(), signer.public_key.len()), ("hr-420800", 65));
    let mut touched = publication.signed;
    touched.signature[10] ^= 1;
    assert!(matches!(house.accept(&touched), Err(policy::TrustError::Signature)));
}
