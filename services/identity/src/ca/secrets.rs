//! Enrolment tokens: derived, not stored. The database has only their digests.
use std::path::Path;

use ring::hmac;
use ring::rand::SecureRandom;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Error, files};

/// Makes the secret of a token from the id of its row, so that the same request can be answered again with
/// the same token although only its digest is kept.
pub struct Secrets(hmac::Key);

/// SHA-256.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl Secrets {
    /// Reads the key of `folder/token.key`, or makes one.
    ///
    /// # Errors
    /// When the file can't be read, written or understood.
    pub(super) fn open_or_create(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("token.key");
        if let Some(text) = files::read(&path)? {
            let what = "not 64 hexadecimal digits";
            let bytes = data_encoding::HEXLOWER.decode(text.trim().as_bytes());
            let bytes = bytes.ok().filter(|bytes| bytes.len() == 32).ok_or(Error::Content { path, what })?;
            return Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)));
        }
        let mut bytes = [0_u8; 32];
        ring::rand::SystemRandom::new().fill(&mut bytes).map_err(|_| Error::Crypto("no random bytes"))?;
        files::write_secret(&path, &format!("{}\n", data_encoding::HEXLOWER.encode(&bytes)))?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The secret of the token with this id: 52 characters that can be read out loud.
    pub fn token(&self, id: Uuid) -> String {
        let tag = hmac::sign(&self.0, format!("bianzhi enrolment token {id}").as_bytes());
        data_encoding::BASE32_NOPAD.encode(tag.as_ref()).to_lowercase()
    }
}
