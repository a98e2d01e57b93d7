//! Detached JWS, ES256, over the canonical JSON of an event (RFC 7515, RFC 8785).

use anyhow::{Context, anyhow};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Arguments;

/// Signs with the key of the partner's certificate.
pub(crate) struct Signer {
    key: EcdsaKeyPair,
    random: SystemRandom,
    header: String,
}

impl Signer {
    pub(crate) fn open(arguments: &Arguments) -> anyhow::Result<Self> {
        let random = SystemRandom::new();
        let key = der(&std::fs::read_to_string(&arguments.key)?).context("the key")?;
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &key, &random)
            .map_err(|_| anyhow!("the key is no EC P-256 key in PKCS#8"))?;
        let leaf = der(&std::fs::read_to_string(&arguments.certificate)?).context("the certificate")?;
        let thumbprint = BASE64URL_NOPAD.encode(&Sha256::digest(leaf));
        let header = format!(r#"{{"alg":"ES256","x5t#S256":"{thumbprint}"}}"#);
        Ok(Self { key, random, header: BASE64URL_NOPAD.encode(header.as_bytes()) })
    }

    /// The signature over `event`, which must not carry one yet.
    pub(crate) fn sign(&self, event: &Value) -> anyhow::Result<String> {
        let payload = BASE64URL_NOPAD.encode(&serde_json_canonicalizer::to_vec(event)?);
        let signed = format!("{}.{payload}", self.header);
        let signature =
            self.key.sign(&self.random, signed.as_bytes()).map_err(|_| anyhow!("the key does not sign"))?;
        Ok(format!("{}..{}", self.header, BASE64URL_NOPAD.encode(signature.as_ref())))
    }
}

/// The first block of a PEM file.
fn der(pem: &str) -> anyhow::Result<Vec<u8>> {
    let body: String = pem
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN"))
        .skip(1)
        .take_while(|line| !line.starts_with("-----END"))
        .collect();
    Ok(BASE64.decode(body.as_bytes())?)
}
