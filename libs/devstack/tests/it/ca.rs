//! A throw-away CA for the broker's tests; a whole mesh has the identity service's.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, SanType,
};

/// A root that signs leaves directly.
pub(crate) struct Ca {
    certificate: rcgen::Certificate,
    issuer: Issuer<'static, KeyPair>,
}

/// A leaf and its key, PEM.
pub(crate) struct Leaf {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Ca {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "test root");
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    pub(crate) fn root(&self) -> String {
        self.certificate.pem()
    }

    /// A leaf `CN=<name>,OU=<kind>,O=bianzhi` for 127.0.0.1, as server and client.
    pub(crate) fn leaf(&self, name: &str, kind: &str) -> Leaf {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        for (part, value) in [
            (DnType::OrganizationName, "bianzhi"),
            (DnType::OrganizationalUnitName, kind),
            (DnType::CommonName, name),
        ] {
            params.distinguished_name.push(part, value);
        }
        params.subject_alt_names = vec![SanType::IpAddress([127, 0, 0, 1].into())];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Leaf { certificate: certificate.pem(), key: key.serialize_pem() }
    }

    /// Writes what a broker needs into a folder.
    pub(crate) fn broker(&self, folder: &Path) -> devstack::kafka::Tls {
        let leaf = self.leaf("kafka", "mesh");
        let keystore = folder.join("broker.pem");
        let roots: PathBuf = folder.join("root.pem");
        fs::write(&keystore, leaf.key + &leaf.certificate).unwrap();
        fs::write(&roots, self.root()).unwrap();
        devstack::kafka::Tls { keystore, roots }
    }
}
