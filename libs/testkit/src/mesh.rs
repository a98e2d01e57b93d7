//! A throw-away certificate authority and the servers of one test, in process and behind real mTLS.
//!
//! ```ignore
//! let mesh = Mesh::new();
//! let directory = Directory::new(1).unit("edu", &["department"]).operator("edu-clerk", "edu", &[], &["clerk"]);
//! let trust = Trust::own(Some(directory.snapshot()));
//! let url = mesh.serve("registry", server, &trust, &clock).await;
//! let client = QuotaServiceClient::new(mesh.channel("registry", &url, &mesh.service("workflow")));
//! ```

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use channel::{Channel, Endpoint, Identity};
use kernel::clock::{BusinessClock, SystemClock};
use policy::{Snapshot, Trust};
use proto::identity::v1 as pb;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, SerialNumber,
};
use service::config::Tls;
use service::lifecycle::Lifecycle;
use service::{Door, Server};
use tempfile::TempDir;
use time::Duration;
use tokio::net::TcpListener;

/// One authority and the servers of one test; dropped, they end.
pub struct Mesh {
    folder: TempDir,
    issuer: Issuer<'static, KeyPair>,
    /// Owns the servers' tasks.
    pub lifecycle: Lifecycle,
    next_serial: AtomicU64,
}

/// A certificate of the mesh, in files.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The leaf, PEM.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
    /// Its serial, as principals carry it.
    pub serial: String,
}

impl Default for Mesh {
    fn default() -> Self {
        Self::new()
    }
}

impl Mesh {
    /// Makes the authority.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "root of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let key = KeyPair::generate().expect("a key");
        let root = params.self_signed(&key).expect("a root");
        fs::write(folder.path().join("roots.pem"), root.pem()).expect("roots.pem");
        let issuer = Issuer::new(params, key);
        Self { folder, issuer, lifecycle: Lifecycle::default(), next_serial: AtomicU64::new(0xA0) }
    }

    /// PEM file of the trust roots.
    pub fn roots(&self) -> PathBuf {
        self.folder.path().join("roots.pem")
    }

    /// A certificate of one of our services.
    pub fn service(&self, name: &str) -> Leaf {
        self.issue("mesh", name, &format!("/service/{name}"), Duration::DAY)
    }

    /// A certificate of a person.
    pub fn operator(&self, id: &str, unit_id: &str) -> Leaf {
        self.issue("unit", id, &format!("/unit/{unit_id}/operator/{id}"), Duration::DAY)
    }

    /// A certificate of a partner's system.
    pub fn partner(&self, id: &str) -> Leaf {
        self.issue("partner", id, &format!("/partner/{id}"), Duration::DAY)
    }

    /// A certificate with any subject, path and life, for tests of what is refused.
    pub fn issue(&self, kind: &str, id: &str, path: &str, life: Duration) -> Leaf {
        let serial = self.next_serial.fetch_add(1, Ordering::SeqCst);
        let names = vec![id.to_owned(), "localhost".to_owned(), "127.0.0.1".to_owned()];
        let mut params = CertificateParams::new(names).expect("names");
        params.distinguished_name.push(DnType::CommonName, id);
        params.distinguished_name.push(DnType::OrganizationalUnitName, kind);
        params.distinguished_name.push(DnType::OrganizationName, "bianzhi");
        let uri = format!("spiffe://bianzhi{path}");
        params.subject_alt_names.push(SanType::URI(uri.try_into().expect("an ASCII URI")));
        params.serial_number = Some(SerialNumber::from(serial));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let now = SystemClock.now();
        params.not_before = now - Duration::minutes(5);
        params.not_after = now + life;
        let key = KeyPair::generate().expect("a key");
        let leaf = params.signed_by(&key, &self.issuer).expect("a leaf");

        let file = |ending: &str| self.folder.path().join(format!("{serial}.{ending}"));
        let issued = Leaf {
            certificate: file("pem"),
            key: file("key"),
            serial: policy::serial(&serial.to_be_bytes()),
        };
        fs::write(&issued.certificate, leaf.pem()).expect("a certificate file");
        fs::write(&issued.key, key.serialize_pem()).expect("a key file");
        issued
    }

    /// Serves a house under `name` on a free port and answers its address.
    pub async fn serve(&self, name: &str, server: Server, trust: &Trust, clock: &BusinessClock) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let own = self.service(name);
        let door = Door {
            listener,
            tls: Tls { roots: self.roots(), certificate: own.certificate, key: own.key },
            trust_domain: "bianzhi".to_owned(),
            trust: trust.clone(),
            business_clock: clock.clone(),
        };
        server.serve(&self.lifecycle, door).expect("a server");
        format!("https://{address}")
    }

    /// A channel to a served house, called as the holder of `leaf`.
    pub fn channel(&self, name: &str, url: &str, leaf: &Leaf) -> Channel {
        self.connect(name, url, &Identity::files(&self.roots(), &leaf.certificate, &leaf.key))
    }

    /// A channel to a served house without a certificate.
    pub fn channel_of_nobody(&self, name: &str, url: &str) -> Channel {
        self.connect(name, url, &Identity::nobody(&self.roots()))
    }

    fn connect(&self, name: &str, url: &str, identity: &Identity) -> Channel {
        let endpoint = Endpoint { service: name.to_owned(), url: url.to_owned() };
        channel::connect(&endpoint, identity).expect("an https address")
    }
}

impl Drop for Mesh {
    fn drop(&mut self) {
        self.lifecycle.stop().cancel();
    }
}

/// What the directory of a test says.
#[derive(Debug, Clone, Default)]
pub struct Directory(pb::TrustSnapshot);

impl Directory {
    /// An empty directory of this version.
    pub fn new(version: i64) -> Self {
        Self(pb::TrustSnapshot { version, ..Default::default() })
    }

    /// With a unit that is its own department, in Jingmen.
    #[must_use]
    pub fn unit(self, id: &str, kinds: &[&str]) -> Self {
        self.unit_of(id, kinds, id)
    }

    /// With a unit under a department, in Jingmen.
    #[must_use]
    pub fn unit_of(mut self, id: &str, kinds: &[&str], department_id: &str) -> Self {
        self.0.units.push(pb::Unit {
            id: id.to_owned(),
            name: id.to_owned(),
            kinds: words(kinds),
            department_id: department_id.to_owned(),
            jurisdiction_id: "jingmen".to_owned(),
            area_code: "420800".to_owned(),
            permitted_items: Vec::new(),
        });
        self
    }

    /// With a person.
    #[must_use]
    pub fn operator(mut self, id: &str, unit_id: &str, desks: &[&str], duties: &[&str]) -> Self {
        self.0.operators.push(pb::Operator {
            id: id.to_owned(),
            unit_id: unit_id.to_owned(),
            display_name: id.to_owned(),
            desks: words(desks),
            duties: words(duties),
            superior_id: String::new(),
            person_id: String::new(),
        });
        self
    }

    /// With a partner's system, in Jingmen.
    #[must_use]
    pub fn partner(mut self, id: &str, unit_id: &str, role: &str) -> Self {
        let area_code = "420800".to_owned();
        let (id, unit_id, role) = (id.to_owned(), unit_id.to_owned(), role.to_owned());
        self.0.partners.push(pb::Partner { id, unit_id, role, area_code });
        self
    }

    /// With a revoked certificate.
    #[must_use]
    pub fn revoked(mut self, serial: &str) -> Self {
        self.0.revoked_serials.push(serial.to_owned());
        self
    }

    /// As a house holds it.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::from_proto(self.0.clone())
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
