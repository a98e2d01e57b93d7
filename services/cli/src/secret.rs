//! What is kept secret on this machine: keys and one-time tokens.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rcgen::{CertificateParams, KeyPair};

use crate::failure::Failure;
use crate::transfer;

/// A key on P-256 that nobody else has.
pub struct Keypair(KeyPair);

impl Keypair {
    /// Makes one.
    pub fn generate() -> Result<Self, Box<Failure>> {
        KeyPair::generate().map(Self).map_err(|error| Failure::internal(&error))
    }

    /// A PKCS#10 request, PEM. It names nobody: whom the certificate names is identity's to say.
    pub fn signing_request(&self) -> Result<String, Box<Failure>> {
        let request = CertificateParams::default().serialize_request(&self.0);
        request.and_then(|request| request.pem()).map_err(|error| Failure::internal(&error))
    }

    /// Writes the key and then the certificate: whoever follows the certificate's file finds its key.
    pub fn keep(&self, key: &Path, certificate: &Path, chain: &str) -> Result<(), Box<Failure>> {
        write(key, &self.0.serialize_pem())?;
        write(certificate, chain)
    }
}

/// Writes a file that its owner alone may read, and that is either the old or the new one, whole.
pub fn write(to: &Path, text: &str) -> Result<(), Box<Failure>> {
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(".part");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
        .open(&unfinished)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&unfinished, to))
        .map_err(|error| transfer::unwritable(to, &error))
}

/// Reads a token from a file, or from standard input for `-`.
pub fn token(file: &Path) -> Result<String, Box<Failure>> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        std::fs::read_to_string(file).map(|read| text = read)
    };
    let shown = file.display();
    read.map_err(|error| {
        Failure::usage(
            format!("令牌{shown}无法读取:{error}"),
            format!("the token {shown} can't be read: {error}"),
        )
    })?;
    match text.trim() {
        "" => Err(Failure::usage("令牌为空", "there is no token")),
        token => Ok(token.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_secret_is_readable_by_its_owner_alone_and_replaces_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("edu-clerk.key.pem");

        write(&file, "old").unwrap();
        write(&file, "new").unwrap();

        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_token_is_read_without_the_line_end_and_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "abc234\n").unwrap();
        assert_eq!(token(&file).unwrap(), "abc234");

        std::fs::write(&file, "\n").unwrap();
        assert_eq!(token(&file).unwrap_err().en, "there is no token");
    }
}
