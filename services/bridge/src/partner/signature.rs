//! The detached JWS that a partner's message carries (conventions.md "Kafka").

use data_encoding::{BASE64URL_NOPAD, HEXUPPER};

/// The SHA-256 thumbprint of the certificate that a detached JWS names in its protected header
/// (`x5t#S256`), upper-case hexadecimal; `None` where the signature has none.
///
/// It says whose key *claims* to have signed. Whether it did is checked by the verification of the signature.
pub fn signer_thumbprint(signature: &str) -> Option<String> {
    let (header, _) = signature.split_once('.')?;
    let header: serde_json::Value =
        serde_json::from_slice(&BASE64URL_NOPAD.decode(header.as_bytes()).ok()?).ok()?;
    let thumbprint = header.get("x5t#S256")?.as_str()?;
    Some(HEXUPPER.encode(&BASE64URL_NOPAD.decode(thumbprint.as_bytes()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_names_the_signers_certificate() {
        let thumbprint = BASE64URL_NOPAD.encode(&[0xab; 32]);
        let header =
            BASE64URL_NOPAD.encode(format!(r#"{{"alg":"ES256","x5t#S256":"{thumbprint}"}}"#).as_bytes());

        assert_eq!(signer_thumbprint(&format!("{header}..sig")), Some("AB".repeat(32)));
        assert_eq!(signer_thumbprint("nonsense"), None);
    }
}
