//! The signature under a trust snapshot, by identity's own leaf.
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use prost::Message;
use proto::identity::v1 as pb;
use proto::moment;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use time::OffsetDateTime;

use super::{Error, digest, files};
use crate::domain::{Certificate, Operator, Trust};
use crate::wire;

/// Signs snapshots with identity's own leaf, read again when the file changes.
pub struct Notary {
    certificate: PathBuf,
    key: PathBuf,
    pen: Mutex<Option<Arc<Pen>>>,
}

/// A key with the chain that vouches for it.
struct Pen {
    key: EcdsaKeyPair,
    chain: String,
    /// When the certificate's file was written.
    written: Option<SystemTime>,
}

/// A signed snapshot, ready to be sent.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The snapshot's version.
    pub version: i64,
    /// The snapshot as this process itself uses it.
    pub snapshot: policy::Snapshot,
    /// The snapshot with its proof.
    pub signed: pb::SignedTrustSnapshot,
}

impl Notary {
    /// A notary that signs with the key and certificate of these files (PEM), read when they are needed.
    pub fn new(certificate: &Path, key: &Path) -> Self {
        Self { certificate: certificate.to_owned(), key: key.to_owned(), pen: Mutex::new(None) }
    }

    /// Signs what the directory is at `now` (system time): houses check the chain as of that instant.
    ///
    /// # Errors
    /// When the leaf can't be read or used.
    pub fn sign(&self, trust: Trust, now: OffsetDateTime) -> Result<Publication, Error> {
        let pen = self.pen()?;
        let version = trust.version;
        let message = message(trust, now)?;
        let snapshot = message.encode_to_vec();
        let signature = pen
            .key
            .sign(&SystemRandom::new(), &snapshot)
            .map_err(|_| Error::Crypto("the leaf's key does not sign"))?;
        let signed = pb::SignedTrustSnapshot {
            snapshot,
            signature: signature.as_ref().to_vec(),
            chain: pen.chain.clone(),
        };
        Ok(Publication { version, snapshot: policy::Snapshot::from_proto(message), signed })
    }

    /// Whether the leaf on disk is another than the one that signed last.
    pub fn has_new_leaf(&self) -> bool {
        let pen = self.pen.lock().unwrap_or_else(PoisonError::into_inner);
        pen.as_ref().is_some_and(|pen| pen.written != written(&self.certificate))
    }

    fn pen(&self) -> Result<Arc<Pen>, Error> {
        let now = written(&self.certificate);
        let mut held = self.pen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pen) = held.as_ref().filter(|pen| pen.written == now) {
            return Ok(Arc::clone(pen));
        }
        let pen = Arc::new(self.read(now)?);
        *held = Some(Arc::clone(&pen));
        Ok(pen)
    }

    fn read(&self, written: Option<SystemTime>) -> Result<Pen, Error> {
        let missing = |path: &Path| Error::Content {
            path: path.to_owned(),
            what: "is not there: run `identity init` first",
        };
        let chain = files::read(&self.certificate)?.ok_or_else(|| missing(&self.certificate))?;
        let pem = files::read(&self.key)?.ok_or_else(|| missing(&self.key))?;
        let unusable = || Error::Content { path: self.key.clone(), what: "is no PKCS#8 key on P-256" };
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| unusable())?;
        let key = EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            der.secret_pkcs8_der(),
            &SystemRandom::new(),
        )
        .map_err(|_| unusable())?;
        Ok(Pen { key, chain, written })
    }
}

fn written(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|file| file.modified()).ok()
}

fn message(trust: Trust, now: OffsetDateTime) -> Result<pb::TrustSnapshot, Error> {
    Ok(pb::TrustSnapshot {
        version: trust.version,
        create_time: Some(moment::timestamp(now)),
        revoked_serials: trust.revoked,
        units: trust.directory.units.into_iter().map(wire::unit).collect(),
        operators: trust.directory.operators.into_iter().map(without_name).map(wire::operator).collect(),
        partners: trust.directory.partners.into_iter().map(wire::partner).collect(),
        partner_certificates: trust
            .partner_certificates
            .iter()
            .map(partner_certificate)
            .collect::<Result<_, _>>()?,
    })
}

/// What a house needs of a partner's certificate to verify what was signed with its key.
fn partner_certificate(certificate: &Certificate) -> Result<pb::PartnerCertificate, Error> {
    let leaf = CertificateDer::from_pem_slice(certificate.chain.as_bytes())
        .map_err(|_| Error::Crypto("an issued certificate is no PEM"))?;
    let (_, read) = x509_parser::parse_x509_certificate(&leaf)
        .map_err(|_| Error::Crypto("an issued certificate can't be read"))?;
    Ok(pb::PartnerCertificate {
        thumbprint: digest(&leaf).to_vec(),
        partner_id: certificate.principal.id().to_owned(),
        serial: certificate.serial.clone(),
        public_key: read.public_key().subject_public_key.data.to_vec(),
        not_before_time: Some(moment::timestamp(certificate.not_before)),
        not_after_time: Some(moment::timestamp(certificate.not_after)),
    })
}

/// A house needs no name to decide.
fn without_name(operator: Operator) -> Operator {
    Operator { display_name: String::new(), ..operator }
}
