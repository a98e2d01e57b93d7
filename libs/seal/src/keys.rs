//! The public keys of the issuing offices, as the file that every verifier keeps.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::{KeyId, PublicKey};

/// The `format` of the file; a reader refuses any other.
const FORMAT: &str = "bianzhi-keys-1";

/// All keys that papers were ever signed with, and which of them are no longer trusted.
///
/// This is the file that `bianzhi document keys` writes: JSON with `format`, `keys` and
/// `revoked`. A key stays listed after its office has changed to another, since its papers stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "File", into = "File")]
pub struct PublicKeys {
    keys: Vec<KeyEntry>,
    revoked: Vec<Revocation>,
}

/// One office's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEntry {
    /// The key's name; must be the one that follows from `public_key`.
    pub key_id: KeyId,
    /// The jurisdiction for which the office issues.
    pub jurisdiction_id: String,
    /// The issuing office's name as printed on papers.
    pub office: String,
    /// The uncompressed point in hexadecimal.
    pub public_key: PublicKey,
}

/// A key that is no longer trusted, whatever it signed and whenever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    pub key_id: KeyId,
    #[serde(with = "iso_date")]
    pub revoked_on: Date,
    pub reason: String,
}

/// A key list that contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeysError {
    #[error("the key list's format is {0:?}, this program reads {FORMAT:?}")]
    Format(String),
    #[error("key {stated} is listed under another name than its own, {own}")]
    WrongName { stated: KeyId, own: KeyId },
    #[error("key {0} is listed twice")]
    Twice(KeyId),
    #[error("key {0} is revoked but not listed")]
    RevokedUnlisted(KeyId),
}

impl PublicKeys {
    /// Puts a list together.
    ///
    /// # Errors
    /// A key under a name that is not its own, a name used twice, a revocation of no key.
    pub fn new(keys: Vec<KeyEntry>, revoked: Vec<Revocation>) -> Result<Self, PublicKeysError> {
        for (position, entry) in keys.iter().enumerate() {
            if entry.key_id != entry.public_key.id() {
                return Err(PublicKeysError::WrongName { stated: entry.key_id, own: entry.public_key.id() });
            }
            if keys.iter().skip(position + 1).any(|other| other.key_id == entry.key_id) {
                return Err(PublicKeysError::Twice(entry.key_id));
            }
        }
        for revocation in &revoked {
            if !keys.iter().any(|entry| entry.key_id == revocation.key_id) {
                return Err(PublicKeysError::RevokedUnlisted(revocation.key_id));
            }
        }
        Ok(Self { keys, revoked })
    }

    /// The key of this name, trusted or not.
    pub fn get(&self, id: KeyId) -> Option<&KeyEntry> {
        self.keys.iter().find(|entry| entry.key_id == id)
    }

    /// The key with which a jurisdiction's office signs now: its last one that is trusted.
    pub fn current(&self, jurisdiction_id: &str) -> Option<&KeyEntry> {
        let trusted = |entry: &&KeyEntry| self.revocation(entry.key_id).is_none();
        self.keys.iter().rev().filter(trusted).find(|entry| entry.jurisdiction_id == jurisdiction_id)
    }

    /// Why the key of this name is no longer trusted, if so.
    pub fn revocation(&self, id: KeyId) -> Option<&Revocation> {
        self.revoked.iter().find(|revocation| revocation.key_id == id)
    }

    /// The listed keys, in the list's order.
    pub fn keys(&self) -> &[KeyEntry] {
        &self.keys
    }

    /// The keys that are no longer trusted.
    pub fn revoked(&self) -> &[Revocation] {
        &self.revoked
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    keys: Vec<KeyEntry>,
    revoked: Vec<Revocation>,
}

impl TryFrom<File> for PublicKeys {
    type Error = PublicKeysError;

    fn try_from(file: File) -> Result<Self, PublicKeysError> {
        if file.format != FORMAT {
            return Err(PublicKeysError::Format(file.format));
        }
        Self::new(file.keys, file.revoked)
    }
}

impl From<PublicKeys> for File {
    fn from(list: PublicKeys) -> Self {
        Self { format: FORMAT.to_owned(), keys: list.keys, revoked: list.revoked }
    }
}

/// Dates as `2026-09-01`.
mod iso_date {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _, ser::Error as _};
    use time::{Date, format_description::well_known::Iso8601};

    pub(super) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&date.format(&Iso8601::DATE).map_err(S::Error::custom)?)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        Date::parse(&String::deserialize(deserializer)?, &Iso8601::DATE).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Signer;

    fn entry(signer: &Signer) -> KeyEntry {
        KeyEntry {
            key_id: signer.key_id(),
            jurisdiction_id: "420800".to_owned(),
            office: "荆门市委编办".to_owned(),
            public_key: signer.public_key().clone(),
        }
    }

    #[test]
    fn a_list_reads_back_from_its_file() {
        let (first, second) = (Signer::generate(), Signer::generate());
        let revoked = Revocation {
            key_id: second.key_id(),
            revoked_on: time::macros::date!(2026 - 05 - 06),
            reason: "换发印章".to_owned(),
        };
        let list = PublicKeys::new(vec![entry(&first), entry(&second)], vec![revoked.clone()]).unwrap();

        let file = serde_json::to_string_pretty(&list).unwrap();
        let read: PublicKeys = serde_json::from_str(&file).unwrap();

        assert_eq!(read, list);
        assert_eq!(read.revocation(second.key_id()), Some(&revoked));
        assert!(file.contains(r#""format": "bianzhi-keys-1""#) && file.contains("2026-05-06"));
    }

    #[test]
    fn an_office_signs_with_its_last_trusted_key() {
        let (first, second, third) = (Signer::generate(), Signer::generate(), Signer::generate());
        let revoked = Revocation {
            key_id: third.key_id(),
            revoked_on: time::macros::date!(2026 - 05 - 06),
            reason: "遗失".to_owned(),
        };
        let list = PublicKeys::new([&first, &second, &third].map(entry).into(), vec![revoked]).unwrap();

        assert_eq!(list.current("420800"), Some(&entry(&second)));
        assert_eq!(list.current("420881"), None);
    }

    #[test]
    fn a_key_under_a_foreign_name_is_refused() {
        let (first, second) = (Signer::generate(), Signer::generate());
        let forged = KeyEntry { key_id: first.key_id(), ..entry(&second) };

        let refusal = PublicKeys::new(vec![forged], vec![]).unwrap_err();

        let expected = PublicKeysError::WrongName { stated: first.key_id(), own: second.key_id() };
        assert_eq!(refusal, expected);
    }

    #[test]
    fn another_format_is_refused_rather_than_guessed() {
        let file = r#"{"format":"bianzhi-keys-2","keys":[],"revoked":[]}"#;

        let error = serde_json::from_str::<PublicKeys>(file).unwrap_err().to_string();

        assert!(error.contains("bianzhi-keys-2"), "{error}");
    }
}
