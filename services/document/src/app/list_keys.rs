//! Lists the offices' public keys.

use seal::PublicKeys;

use super::App;

impl App {
    /// The keys by which papers are verified, and which of them are no longer trusted. Public.
    pub fn list_keys(&self) -> &PublicKeys {
        self.keyring.public()
    }
}
