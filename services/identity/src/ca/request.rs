//! Signing requests, and the keys that certificates are made for.
use kernel::error::{Coded, Kind};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData, SubjectPublicKeyInfo};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer;

use super::{Error, digest};

/// A public key that a certificate can be made for: EC P-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(SubjectPublicKeyInfo);

/// A PKCS#10 request of which only the key counts. Its sender was proven to hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningRequest {
    /// The key.
    pub key: PublicKey,
    /// SHA-256 of the request's DER: says whether two requests are the same.
    pub digest: [u8; 32],
}

/// A fresh key of our own, for the leaves that `identity init` writes.
pub struct KeyHolder {
    pair: KeyPair,
}

/// A text is no signing request that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not PKCS#10 in PEM.
    #[error("the signing request is not a PKCS#10 request in PEM (-----BEGIN CERTIFICATE REQUEST-----)")]
    Malformed,
    /// Another algorithm or curve.
    #[error("the signing request must hold an EC P-256 key")]
    Key,
    /// Not signed by the key that it holds.
    #[error("the signing request is not signed by the key that it holds")]
    Proof,
}

impl SigningRequest {
    /// Reads a request and checks that it is signed by the key in it. Subject and extensions are ignored.
    ///
    /// # Errors
    /// Says what can't be used.
    pub fn read(pem: &str) -> Result<Self, RequestError> {
        let (_, pem) = parse_x509_pem(pem.trim().as_bytes()).map_err(|_| RequestError::Malformed)?;
        if pem.label != "CERTIFICATE REQUEST" {
            return Err(RequestError::Malformed);
        }
        let (rest, request) =
            X509CertificationRequest::from_der(&pem.contents).map_err(|_| RequestError::Malformed)?;
        if !rest.is_empty() {
            return Err(RequestError::Malformed);
        }
        let key = SubjectPublicKeyInfo::from_der(request.certification_request_info.subject_pki.raw)
            .map_err(|_| RequestError::Key)?;
        if key.algorithm() != &PKCS_ECDSA_P256_SHA256 {
            return Err(RequestError::Key);
        }
        request.verify_signature().map_err(|_| RequestError::Proof)?;
        Ok(Self { key: PublicKey(key), digest: digest(&pem.contents) })
    }
}

impl KeyHolder {
    /// A fresh key.
    ///
    /// # Errors
    /// When the system's random generator fails.
    pub fn generate() -> Result<Self, Error> {
        Ok(Self { pair: KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)? })
    }

    /// Its public half.
    ///
    /// # Errors
    /// Never for a key that was just made.
    pub fn public_key(&self) -> Result<PublicKey, Error> {
        Ok(PublicKey(SubjectPublicKeyInfo::from_der(&self.pair.subject_public_key_info())?))
    }

    /// The key itself, PKCS#8 PEM, unencrypted.
    pub fn secret_pem(&self) -> String {
        self.pair.serialize_pem()
    }
}

impl PublicKey {
    pub(super) fn info(&self) -> &SubjectPublicKeyInfo {
        &self.0
    }
}

impl Coded for RequestError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn reason(&self) -> &str {
        "CSR_INVALID"
    }

    fn zh(&self) -> Option<String> {
        let what = match self {
            Self::Malformed => "证书签名请求不是 PEM 格式的 PKCS#10",
            Self::Key => "证书签名请求中的密钥必须是 EC P-256",
            Self::Proof => "证书签名请求不是由其中的密钥签名的",
        };
        Some(what.to_owned())
    }
}
