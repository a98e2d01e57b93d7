//! The service's own certificate: a worker's step shows its serial (architecture.md §4).

use std::path::PathBuf;

/// Where the leaf is; read anew each time, since it is renewed while the service runs.
#[derive(Debug, Clone)]
pub struct Leaf(pub PathBuf);

impl Leaf {
    /// `workflow/<serial>`; the name alone while the file can't be read, which must not stop an effect.
    pub fn service(&self) -> String {
        match self.serial() {
            Some(serial) => format!("workflow/{serial}"),
            None => "workflow".to_owned(),
        }
    }

    fn serial(&self) -> Option<String> {
        let pem = std::fs::read(&self.0).ok()?;
        let (_, pem) = x509_parser::pem::parse_x509_pem(&pem).ok()?;
        let certificate = pem.parse_x509().ok()?;
        Some(policy::serial(certificate.raw_serial()))
    }
}
