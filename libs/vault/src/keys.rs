//! The key file: JSON, mode 0600, several encryption keys of which one is current, one index key.
//!
//! `{"current": 2, "sm4": {"1": "<32 hex digits>", "2": "…"}, "index": "<64 hex digits>"}`
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use crate::Error;

/// Keys in memory. Has no `Debug`.
pub(crate) struct Keys {
    pub(crate) current: u16,
    pub(crate) sm4: BTreeMap<u16, [u8; 16]>,
    pub(crate) index: [u8; 32],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    current: u16,
    sm4: BTreeMap<u16, String>,
    index: String,
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::NoRandom)?;
    Ok(bytes)
}

impl Keys {
    pub(crate) fn generate() -> Result<Self, Error> {
        Ok(Self { current: 1, sm4: BTreeMap::from([(1, random()?)]), index: random()? })
    }

    /// Adds a key and makes it the current one; values under the older keys still open.
    pub(crate) fn rotate(&mut self) -> Result<(), Error> {
        let newest = self.sm4.keys().next_back().copied().unwrap_or(0);
        self.current = newest.checked_add(1).ok_or(Error::UnknownKey(newest))?;
        self.sm4.insert(self.current, random()?);
        Ok(())
    }

    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::File { path: path.to_owned(), source };
        if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o077 != 0 {
            return Err(Error::Permissions { path: path.to_owned() });
        }
        let content = |what| Error::Content { path: path.to_owned(), what };
        let text = fs::read(path).map_err(failed)?;
        let file: File = serde_json::from_slice(&text).map_err(|_| content("is no key file"))?;
        let mut sm4 = BTreeMap::new();
        for (id, key) in &file.sm4 {
            sm4.insert(*id, bytes(key).ok_or_else(|| content("has an SM4 key that is not 32 hex digits"))?);
        }
        if !sm4.contains_key(&file.current) {
            return Err(content("lacks its current key"));
        }
        let index =
            bytes(&file.index).ok_or_else(|| content("has an index key that is not 64 hex digits"))?;
        Ok(Self { current: file.current, sm4, index })
    }

    /// Writes a new file and never over one that exists: losing a key loses the data.
    pub(crate) fn write_new(&self, path: &Path) -> Result<(), Error> {
        let failed = |source| Error::File { path: path.to_owned(), source };
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
        file.write_all(self.text().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// Puts a file in the place of an older one, whole.
    pub(crate) fn replace(&self, path: &Path) -> Result<(), Error> {
        let next = path.with_extension("next");
        self.write_new(&next)?;
        fs::rename(&next, path).map_err(|source| Error::File { path: path.to_owned(), source })
    }

    fn text(&self) -> String {
        let sm4 = self.sm4.iter().map(|(id, key)| (*id, HEX.encode(key))).collect();
        let file = File { current: self.current, sm4, index: HEX.encode(&self.index) };
        serde_json::to_string_pretty(&file).expect("numbers and texts have a JSON form")
    }
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    HEX.decode(hex.as_bytes()).ok()?.try_into().ok()
}
