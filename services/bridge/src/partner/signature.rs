//! The detached JWS that a partner's message carries (RFC 7515 appendix F): ES256 over the canonical JSON
//! (RFC 8785) of the CloudEvent without its `signature`.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::reading::{SHORT, plain};
use crate::domain::MessageRefused;

/// A message with the signature that it carries. Whose it is and whether it fits is not known yet. Its `Debug`
/// shows nothing of what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// SHA-256 of the certificate that the signature names (`x5t#S256`).
    pub thumbprint: Vec<u8>,
    /// SHA-256 of the canonical JSON that the signature covers.
    pub digest: [u8; 32],
    /// CloudEvents `id`.
    pub id: String,
    /// CloudEvents `type`.
    pub event_type: String,
    /// CloudEvents `data`.
    pub data: Value,
    /// What was signed: `<header>.<payload>`, both in base64url.
    input: String,
    /// r‖s.
    signature: Vec<u8>,
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signed({}, {}, ***)", self.event_type, self.id)
    }
}

/// The protected header: `alg` and `x5t#S256` are required, an extension that must be understood is not.
#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(rename = "x5t#S256")]
    thumbprint: String,
    crit: Option<Value>,
    b64: Option<Value>,
}

impl Signed {
    /// Reads the signature out of a record in structured JSON.
    pub fn read(record: &[u8]) -> Result<Self, MessageRefused> {
        let mut event: Map<String, Value> =
            serde_json::from_slice(record).map_err(|_| MessageRefused::Unreadable("the event"))?;
        let jws = match event.remove("signature") {
            None | Some(Value::Null) => return Err(MessageRefused::Unsigned),
            Some(Value::String(jws)) if jws.is_empty() => return Err(MessageRefused::Unsigned),
            Some(Value::String(jws)) => jws,
            Some(_) => return Err(MessageRefused::SignatureMalformed),
        };
        let (header, thumbprint, signature) = opened(&jws).ok_or(MessageRefused::SignatureMalformed)?;
        let (id, event_type) = (short(&event, "id")?, short(&event, "type")?);
        let event = Value::Object(event);
        let canonical =
            serde_json_canonicalizer::to_vec(&event).map_err(|_| MessageRefused::Unreadable("the event"))?;
        Ok(Self {
            thumbprint,
            digest: Sha256::digest(&canonical).into(),
            id,
            event_type,
            data: event.get("data").cloned().unwrap_or_default(),
            input: format!("{header}.{}", BASE64URL_NOPAD.encode(&canonical)),
            signature,
        })
    }

    /// Whether the holder of this public key (an uncompressed point on P-256) signed exactly this message.
    pub fn is_by(&self, public_key: &[u8]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public_key)
            .verify(self.input.as_bytes(), &self.signature)
            .is_ok()
    }
}

/// The encoded header of a detached JWS, the thumbprint that it names, and the signature.
fn opened(jws: &str) -> Option<(&str, Vec<u8>, Vec<u8>)> {
    let (encoded, signature) = jws.split_once("..")?;
    let header: Header = serde_json::from_slice(&BASE64URL_NOPAD.decode(encoded.as_bytes()).ok()?).ok()?;
    if header.alg != "ES256" || header.crit.is_some() || header.b64.is_some() {
        return None;
    }
    let thumbprint = BASE64URL_NOPAD.decode(header.thumbprint.as_bytes()).ok()?;
    Some((encoded, thumbprint, BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?))
}

/// An attribute that names something.
fn short(event: &Map<String, Value>, name: &'static str) -> Result<String, MessageRefused> {
    let text = event.get(name).and_then(Value::as_str).ok_or(MessageRefused::Unreadable(name))?;
    plain(name, text, SHORT)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    use super::*;

    fn key() -> EcdsaKeyPair {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap()
    }

    fn signed(event: &Value, key: &EcdsaKeyPair, header: &Value) -> Value {
        let header = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
        let payload = BASE64URL_NOPAD.encode(&serde_json_canonicalizer::to_vec(event).unwrap());
        let signature = key.sign(&SystemRandom::new(), format!("{header}.{payload}").as_bytes()).unwrap();
        let mut event = event.clone();
        event["signature"] = format!("{header}..{}", BASE64URL_NOPAD.encode(signature.as_ref())).into();
        event
    }

    fn header() -> Value {
        json!({ "alg": "ES256", "x5t#S256": BASE64URL_NOPAD.encode(&[0xab; 32]) })
    }

    fn event() -> Value {
        json!({ "id": "e1", "specversion": "1.0", "type": "t", "data": { "kind": "APPLIED", "record": "人社-1" } })
    }

    #[test]
    fn a_signature_fits_its_event_however_the_json_is_written_and_no_other_event_or_key() {
        let key = key();
        let sent = signed(&event(), &key, &header());
        let spaced = serde_json::to_string_pretty(&sent).unwrap();
        let mut altered = sent;
        altered["data"]["record"] = "人社-2".into();

        let read = Signed::read(spaced.as_bytes()).unwrap();

        assert_eq!(read.thumbprint, [0xab; 32]);
        assert!(read.is_by(key.public_key().as_ref()));
        assert!(!read.is_by(self::key().public_key().as_ref()));
        assert!(!Signed::read(altered.to_string().as_bytes()).unwrap().is_by(key.public_key().as_ref()));
    }

    #[test]
    fn without_a_signature_or_with_one_of_another_kind_a_message_is_not_even_looked_at() {
        let refusal = |event: &Value| Signed::read(event.to_string().as_bytes()).unwrap_err();
        let with = |change: Value| {
            let mut header = header();
            header.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            signed(&event(), &key(), &header)
        };

        assert_eq!(refusal(&event()), MessageRefused::Unsigned);
        for other in [json!({ "alg": "none" }), json!({ "crit": ["exp"] }), json!({ "b64": false })] {
            assert_eq!(refusal(&with(other)), MessageRefused::SignatureMalformed);
        }
        let mut attached = signed(&event(), &key(), &header());
        attached["signature"] = "aaaa.bbbb.cccc".into();
        assert_eq!(refusal(&attached), MessageRefused::SignatureMalformed);
    }
}
