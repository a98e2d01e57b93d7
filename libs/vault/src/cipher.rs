//! Sealing, opening and indexing.
use std::collections::BTreeMap;
use std::path::Path;

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{AesGcm, Nonce};
use hmac::{Hmac, Mac};
use sm3::Sm3;
use sm4::Sm4;

use crate::keys::{Keys, random};
use crate::{Error, Redacted};

type Sm4Gcm = AesGcm<Sm4, U12>;

/// First byte of every sealed value: how the rest is to be read.
const FORMAT: u8 = 1;
const NONCE: usize = 12;
/// Format, key id, nonce.
const HEAD: usize = 1 + 2 + NONCE;

/// The place a value is sealed for. Opens at no other.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's id as text.
    pub row: &'a str,
}

/// The keys of one service, at work. Has no `Debug`.
pub struct Vault {
    current: u16,
    ciphers: BTreeMap<u16, Sm4Gcm>,
    index: Hmac<Sm3>,
}

impl Vault {
    /// Opens the key file, which must be readable by its owner only.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::with(&Keys::read(path.as_ref())?))
    }

    /// Makes a key file where there is none (mode 0600) and opens it. Back it up: without it the personal data
    /// is lost.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, Error> {
        if !path.as_ref().exists() {
            Keys::generate()?.write_new(path.as_ref())?;
        }
        Self::open(path)
    }

    /// Adds a key to the file. Values are sealed under it from the next [`Vault::open`] on; older ones still
    /// open, until each was sealed anew ([`Vault::is_outdated`]).
    pub fn rotate(path: impl AsRef<Path>) -> Result<(), Error> {
        let mut keys = Keys::read(path.as_ref())?;
        keys.rotate()?;
        keys.replace(path.as_ref())
    }

    fn with(keys: &Keys) -> Self {
        let ciphers = keys.sm4.iter().map(|(id, key)| (*id, Sm4Gcm::new(key.into()))).collect();
        let index = Hmac::<Sm3>::new_from_slice(&keys.index).expect("HMAC takes a key of any length");
        Self { current: keys.current, ciphers, index }
    }

    /// Encrypts a value for its place: format ‖ key id ‖ nonce ‖ ciphertext and tag, 31 bytes longer than the
    /// value.
    pub fn seal(&self, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>, Error> {
        let cipher = self.ciphers.get(&self.current).ok_or(Error::UnknownKey(self.current))?;
        // Random nonces of 96 bits: a key must be rotated before 2^32 values, far beyond a nation's persons.
        let nonce: [u8; NONCE] = random()?;
        let mut sealed = Vec::with_capacity(HEAD + value.len() + 16);
        sealed.push(FORMAT);
        sealed.extend(self.current.to_be_bytes());
        sealed.extend(nonce);
        let aad = place.aad();
        let encrypted = cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: value, aad: &aad })
            .map_err(|_| Error::NotAuthentic(place.column))?;
        sealed.extend(encrypted);
        Ok(sealed)
    }

    /// Decrypts a value that was sealed for this place.
    pub fn unseal(&self, place: Place<'_>, sealed: &[u8]) -> Result<Redacted<Vec<u8>>, Error> {
        let refused = Error::NotAuthentic(place.column);
        let Some((head, encrypted)) = sealed.split_first_chunk::<HEAD>() else { return Err(refused) };
        let [format, id_high, id_low, nonce @ ..] = head;
        if *format != FORMAT {
            return Err(refused);
        }
        let id = u16::from_be_bytes([*id_high, *id_low]);
        let cipher = self.ciphers.get(&id).ok_or(Error::UnknownKey(id))?;
        let aad = place.aad();
        match cipher.decrypt(&Nonce::from(*nonce), Payload { msg: encrypted, aad: &aad }) {
            Ok(value) => Ok(Redacted::new(value)),
            Err(_) => Err(refused),
        }
    }

    /// Decrypts a text that was sealed for this place.
    pub fn unseal_text(&self, place: Place<'_>, sealed: &[u8]) -> Result<Redacted<String>, Error> {
        let bytes = self.unseal(place, sealed)?.into_exposed();
        String::from_utf8(bytes).map(Redacted::new).map_err(|_| Error::NotAuthentic(place.column))
    }

    /// Whether the value was sealed under an older key and should be sealed anew.
    pub fn is_outdated(&self, sealed: &[u8]) -> bool {
        sealed.get(1..3) != Some(&self.current.to_be_bytes())
    }

    /// The blind index of a value: equal values have equal indexes, and nobody without the key can tell which.
    ///
    /// `purpose` (e.g. `person.id_number`) keeps two columns from being joined. Normalise the value first: an
    /// `x` and an `X` differ.
    pub fn blind_index(&self, purpose: &str, value: &str) -> [u8; 32] {
        let mut mac = self.index.clone();
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl Place<'_> {
    fn aad(&self) -> Vec<u8> {
        [self.table, self.column, self.row].join("\0").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use data_encoding::HEXUPPER;

    use super::*;

    const NAME: Place<'_> = Place { table: "person", column: "name", row: "p-1" };

    #[test]
    fn sm4_gcm_agrees_with_rfc_8998() {
        let hex = |text: &str| HEXUPPER.decode(text.as_bytes()).unwrap();
        let key: [u8; 16] = hex("0123456789ABCDEFFEDCBA9876543210").try_into().unwrap();
        let nonce: [u8; 12] = hex("00001234567800000000ABCD").try_into().unwrap();
        let aad = hex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
        let plain = hex("AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD\
                         EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA");

        let sealed = Sm4Gcm::new(&key.into())
            .encrypt(&Nonce::from(nonce), Payload { msg: &plain, aad: &aad })
            .unwrap();

        assert_eq!(
            HEXUPPER.encode(&sealed),
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735\
             D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D\
             83DE3541E4C2B58177E065A9BF7B62EC"
        );
    }

    proptest::proptest! {
        #[test]
        fn what_was_sealed_opens_at_its_place_only(value: Vec<u8>, flip in 0..31usize) {
            let vault = Vault::with(&Keys::generate().unwrap());

            let sealed = vault.seal(NAME, &value).unwrap();

            assert_eq!(sealed.len(), value.len() + 31);
            assert_eq!(vault.unseal(NAME, &sealed).unwrap().expose(), &value);
            assert!(vault.unseal(Place { row: "p-2", ..NAME }, &sealed).is_err());
            assert!(vault.unseal(Place { column: "id_number", ..NAME }, &sealed).is_err());
            let mut tampered = sealed;
            tampered[flip] ^= 1;
            assert!(vault.unseal(NAME, &tampered).is_err());
        }
    }

    #[test]
    fn a_rotated_vault_opens_what_older_keys_sealed_and_knows_that_it_is_outdated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let before = Vault::open_or_create(&path).unwrap().seal(NAME, "王小明".as_bytes()).unwrap();

        Vault::rotate(&path).unwrap();

        let vault = Vault::open(&path).unwrap();
        assert_eq!(vault.unseal_text(NAME, &before).unwrap().expose(), "王小明");
        assert!(vault.is_outdated(&before));
        assert!(!vault.is_outdated(&vault.seal(NAME, b"x").unwrap()));
    }

    #[test]
    fn the_blind_index_is_stable_and_separates_purposes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let index = |purpose, value| Vault::open_or_create(&path).unwrap().blind_index(purpose, value);

        assert_eq!(
            index("person.id_number", "11010519491231002X"),
            index("person.id_number", "11010519491231002X")
        );
        assert_ne!(
            index("person.id_number", "11010519491231002X"),
            index("person.id_number", "110105194912310021")
        );
        assert_ne!(
            index("person.id_number", "11010519491231002X"),
            index("case.id_number", "11010519491231002X")
        );
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        Vault::open_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();

        assert!(matches!(Vault::open(&path), Err(Error::Permissions { .. })));
    }

    #[test]
    fn a_key_file_without_its_current_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        Vault::open_or_create(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap().replace(r#""current": 1"#, r#""current": 2"#);

        fs::write(&path, text).unwrap();

        assert!(matches!(Vault::open(&path), Err(Error::Content { what: "lacks its current key", .. })));
    }
}
