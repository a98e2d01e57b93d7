//! SM2 keys (GB/T 32918): an office's signer, and the public half by which anybody checks.

use std::{
    fmt,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    str::FromStr,
};

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sm2::{
    SecretKey,
    dsa::{
        Signature, SigningKey, VerifyingKey,
        signature::{Signer as _, Verifier as _},
    },
    elliptic_curve::{Generate as _, sec1::ToSec1Point as _},
    pkcs8::{
        DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding,
    },
};

use crate::{Digest, Payload, SignedPayload};

/// The user id that goes into every SM2 signature, the customary default of GB/T 35276.
pub const USER_ID: &str = "1234567812345678";

/// Length of a raw signature, `r ‖ s`.
pub const SIGNATURE_BYTES: usize = 64;

/// A key file or a key text cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("key file {path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("not an SM2 private key in PKCS#8 PEM")]
    NotAPrivateKey,
    #[error("not an uncompressed SM2 point of 65 bytes in hexadecimal")]
    NotAPublicKey,
    #[error("a key id has 8 letters of base32")]
    NotAKeyId,
}

/// Names a key: the first 8 characters of the base32 of SM3 over its uncompressed point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 5]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD.encode(&self.0))
    }
}

impl FromStr for KeyId {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bytes = BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| KeyError::NotAKeyId)?;
        bytes.try_into().map(Self).map_err(|_| KeyError::NotAKeyId)
    }
}

/// The public half of an office's key, written as 130 hexadecimal digits (`04 ‖ x ‖ y`).
#[derive(Clone)]
pub struct PublicKey {
    key: VerifyingKey,
    point: [u8; 65],
}

impl PublicKey {
    fn new(key: VerifyingKey) -> Self {
        let mut point = [0; 65];
        point.copy_from_slice(key.as_affine().to_sec1_point(false).as_bytes());
        Self { key, point }
    }

    /// The name of this key.
    pub fn id(&self) -> KeyId {
        let mut id = [0; 5];
        id.copy_from_slice(&Digest::of(self.point).as_bytes()[..5]);
        KeyId(id)
    }

    /// Reads the key from a PEM text (SubjectPublicKeyInfo).
    ///
    /// # Errors
    /// The text holds no SM2 public key.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let key = sm2::PublicKey::from_public_key_pem(pem).map_err(|_| KeyError::NotAPublicKey)?;
        VerifyingKey::new(USER_ID, key).map(Self::new).map_err(|_| KeyError::NotAPublicKey)
    }

    /// The key as PEM (SubjectPublicKeyInfo), as other programs read it.
    pub fn to_pem(&self) -> String {
        sm2::PublicKey::from_affine(*self.key.as_affine())
            .ok()
            .and_then(|key| key.to_public_key_pem(LineEnding::LF).ok())
            .expect("a verifying key is a point on the curve, which has a PEM form")
    }

    /// Whether the signature over these bytes was made by this key's owner.
    pub fn verifies(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        self.key.verify(message, &signature).is_ok()
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.point == other.point
    }
}
impl Eq for PublicKey {}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.point))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let point = HEXLOWER.decode(text.as_bytes()).map_err(|_| KeyError::NotAPublicKey)?;
        if point.len() != 65 {
            return Err(KeyError::NotAPublicKey);
        }
        let key = VerifyingKey::from_sec1_bytes(USER_ID, &point).map_err(|_| KeyError::NotAPublicKey)?;
        Ok(Self::new(key))
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// An office's seal: signs payloads. Its key never leaves it and never prints.
///
/// The key stands in a PKCS#8 PEM file for development; a cipher machine takes the file's place
/// behind the same methods in production (domain.md §5.4).
pub struct Signer {
    key: SigningKey,
    public: PublicKey,
}

impl Signer {
    /// Makes a new key from the system's randomness.
    pub fn generate() -> Self {
        Self::new(&SecretKey::generate())
    }

    /// Opens the key in a PEM file.
    ///
    /// # Errors
    /// The file cannot be read, or holds no SM2 key.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let pem = std::fs::read_to_string(path)
            .map_err(|source| KeyError::File { path: path.to_owned(), source })?;
        Self::from_pem(&pem)
    }

    /// Makes a new key and writes it to a new file that only its owner may read.
    ///
    /// # Errors
    /// The file exists already (a key is never overwritten), or cannot be written.
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        let secret = SecretKey::generate();
        let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::NotAPrivateKey)?;
        std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .and_then(|mut file| file.write_all(pem.as_bytes()))
            .map_err(|source| KeyError::File { path: path.to_owned(), source })?;
        Ok(Self::new(&secret))
    }

    /// Reads the key from a PEM text.
    ///
    /// # Errors
    /// The text holds no SM2 key in PKCS#8.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        SecretKey::from_pkcs8_pem(pem).map(|secret| Self::new(&secret)).map_err(|_| KeyError::NotAPrivateKey)
    }

    fn new(secret: &SecretKey) -> Self {
        let key = SigningKey::new(USER_ID, secret).expect("16 bytes of user id are within the limit of 8191");
        let public = PublicKey::new(key.verifying_key().clone());
        Self { key, public }
    }

    /// The half that everybody may have.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The name under which this signer's papers are checked.
    pub fn key_id(&self) -> KeyId {
        self.public.id()
    }

    /// Signs what a paper's QR code is to say. The same payload gives the same signature.
    pub fn sign(&self, payload: Payload) -> SignedPayload {
        let signature = self.sign_bytes(payload.text(self.key_id()).as_bytes());
        SignedPayload { payload, key_id: self.key_id(), signature }
    }

    fn sign_bytes(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        let signature: Signature = self.key.sign(message);
        signature.to_bytes().into()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, key hidden)", self.key_id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        HEXLOWER.decode(hex.to_lowercase().as_bytes()).unwrap().try_into().unwrap()
    }

    /// GB/T 32918.5-2017, Appendix A.2: the recommended curve, user id 1234567812345678.
    #[test]
    fn the_signature_of_the_standard_verifies() {
        let key: PublicKey = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                              ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
            .parse()
            .unwrap();
        let signature = bytes(
            "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3\
             B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
        );

        assert!(key.verifies(b"message digest", &signature));
        assert!(!key.verifies(b"message digesu", &signature));
    }

    /// The key pair of the same appendix: the private key gives the public one.
    #[test]
    fn the_private_key_of_the_standard_gives_its_public_key() {
        let secret = SecretKey::from_slice(&bytes::<32>(
            "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8",
        ))
        .unwrap();

        let public = Signer::new(&secret).public_key().to_string();

        assert_eq!(&public[..66], "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020");
    }

    #[test]
    fn a_key_file_opens_again_and_is_never_overwritten() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("420800.pem");

        let made = Signer::create(&path).unwrap();
        let opened = Signer::open(&path).unwrap();

        assert_eq!(opened.public_key(), made.public_key());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(matches!(Signer::create(&path), Err(KeyError::File { .. })));
        assert_eq!(Signer::open(&path).unwrap().public_key(), made.public_key());
    }

    #[test]
    fn a_public_key_reads_back_from_both_its_forms() {
        let key = Signer::generate().public_key().clone();

        assert_eq!(PublicKey::from_pem(&key.to_pem()).unwrap(), key);
        assert_eq!(key.to_string().parse::<PublicKey>().unwrap(), key);
    }

    #[test]
    fn a_key_id_is_the_start_of_the_digest_of_the_point() {
        let key = Signer::generate();
        let point = HEXLOWER.decode(key.public_key().to_string().as_bytes()).unwrap();

        let id = key.key_id().to_string();

        assert_eq!(id, Digest::of(point).to_base32()[..8]);
        assert_eq!(id.parse::<KeyId>().unwrap(), key.key_id());
    }
}
