//! The folder of the keys that offices sign with: `keys.json`, which is the public list, and one
//! PEM file for each key, named by its key id.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use crate::{KeyEntry, KeyError, KeyId, PublicKeys, PublicKeysError, Signer};

const LIST: &str = "keys.json";

/// All keys of an installation: the public list, and the signers of those offices that issue here.
#[derive(Debug)]
pub struct Keyring {
    public: PublicKeys,
    signers: BTreeMap<KeyId, Signer>,
}

/// A folder that is no keyring.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error("key list {path}: {source} (`document key create` makes the first key)")]
    File { path: PathBuf, source: std::io::Error },
    #[error("key list {path}: {source}")]
    Json { path: PathBuf, source: serde_json::Error },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("{path} holds key {found}")]
    WrongKey { path: PathBuf, found: KeyId },
    #[error(transparent)]
    List(#[from] PublicKeysError),
}

impl Keyring {
    /// Opens a folder. A listed key without a PEM file is one that signs elsewhere, or no longer.
    ///
    /// # Errors
    /// No list, a list that contradicts itself, a PEM file with another key than its name says.
    pub fn open(folder: &Path) -> Result<Self, KeyringError> {
        let path = folder.join(LIST);
        let text = std::fs::read_to_string(&path)
            .map_err(|source| KeyringError::File { path: path.clone(), source })?;
        let public: PublicKeys =
            serde_json::from_str(&text).map_err(|source| KeyringError::Json { path, source })?;

        let mut signers = BTreeMap::new();
        for entry in public.keys() {
            let path = pem(folder, entry.key_id);
            if path.exists() {
                let signer = Signer::open(&path)?;
                if signer.key_id() != entry.key_id {
                    return Err(KeyringError::WrongKey { path, found: signer.key_id() });
                }
                signers.insert(entry.key_id, signer);
            }
        }
        Ok(Self { public, signers })
    }

    /// Makes a new key for a jurisdiction's office and lists it; from then on the office signs with it.
    /// The folder is made if it is not there. The PEM file is written before the list names it.
    ///
    /// # Errors
    /// A folder that cannot be read or written.
    pub fn create_key(folder: &Path, jurisdiction_id: &str, office: &str) -> Result<KeyEntry, KeyringError> {
        let list = folder.join(LIST);
        let file = |source| KeyringError::File { path: list.clone(), source };
        std::fs::create_dir_all(folder).map_err(file)?;
        let (mut keys, revoked) = if list.exists() {
            let public = Self::open(folder)?.public;
            (public.keys().to_vec(), public.revoked().to_vec())
        } else {
            (vec![], vec![])
        };

        let signer = Signer::create(&pem(folder, None))?;
        let entry = KeyEntry {
            key_id: signer.key_id(),
            jurisdiction_id: jurisdiction_id.to_owned(),
            office: office.to_owned(),
            public_key: signer.public_key().clone(),
        };
        std::fs::rename(pem(folder, None), pem(folder, entry.key_id)).map_err(file)?;
        keys.push(entry.clone());
        let text = serde_json::to_string_pretty(&PublicKeys::new(keys, revoked)?)
            .map_err(|source| KeyringError::Json { path: list.clone(), source })?;
        let written = folder.join(format!("{LIST}.new"));
        std::fs::write(&written, text).and_then(|()| std::fs::rename(&written, &list)).map_err(file)?;
        Ok(entry)
    }

    /// The public list.
    pub fn public(&self) -> &PublicKeys {
        &self.public
    }

    /// The key with which a jurisdiction's office signs now, if it signs here.
    pub fn signer(&self, jurisdiction_id: &str) -> Option<(&KeyEntry, &Signer)> {
        let entry = self.public.current(jurisdiction_id)?;
        Some((entry, self.signers.get(&entry.key_id)?))
    }
}

/// Where a key stands; one that has no name yet stands apart.
fn pem(folder: &Path, key_id: impl Into<Option<KeyId>>) -> PathBuf {
    match key_id.into() {
        Some(key_id) => folder.join(format!("{key_id}.pem")),
        None => folder.join("new.pem"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_signs_with_the_key_made_last_and_the_older_one_stays_listed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("keys");

        let first = Keyring::create_key(&folder, "420800", "荆门市委编办").unwrap();
        let other = Keyring::create_key(&folder, "420881", "钟祥市委编办").unwrap();
        let second = Keyring::create_key(&folder, "420800", "荆门市委编办").unwrap();

        let keyring = Keyring::open(&folder).unwrap();
        assert_eq!(keyring.public().keys(), [first, other, second.clone()]);
        let (entry, signer) = keyring.signer("420800").unwrap();
        assert_eq!((entry, signer.key_id()), (&second, second.key_id));
        assert!(keyring.signer("420804").is_none());
    }

    #[test]
    fn a_key_that_is_not_here_is_listed_but_does_not_sign() {
        let folder = tempfile::tempdir().unwrap();
        let entry = Keyring::create_key(folder.path(), "420800", "荆门市委编办").unwrap();
        std::fs::remove_file(pem(folder.path(), entry.key_id)).unwrap();

        let keyring = Keyring::open(folder.path()).unwrap();

        assert_eq!(keyring.public().keys(), [entry]);
        assert!(keyring.signer("420800").is_none());
    }
}
