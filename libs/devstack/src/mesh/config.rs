//! Where each thing lies in the folder, and what each service is told (`bianzhi.toml`).

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{HOUSES, Office, Options, links};
use crate::proxy::Proxy;
use crate::{folder, ports};

/// The folder of a mesh.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) folder: PathBuf,
    binaries: PathBuf,
    fonts: PathBuf,
    first_operators: String,
    pub(super) offices: Vec<Office>,
    partners: Vec<String>,
    service_life: Option<String>,
    /// Identity's listener for those who have no certificate yet.
    pub(super) enrolment: SocketAddr,
}

/// What differs between the services' configurations.
pub(super) struct Settings<'a> {
    pub(super) name: &'a str,
    pub(super) listen: SocketAddr,
    pub(super) admin: SocketAddr,
    /// Of its own database, through its own link.
    pub(super) database_url: String,
}

impl Places {
    pub(super) fn new(options: Options) -> Result<Self> {
        let Options { folder, binaries, fonts, first_operators, offices, partners, service_life } = options;
        fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
        let folder = folder.canonicalize().context("the folder's full path")?;
        let places = Self {
            folder,
            binaries,
            fonts,
            first_operators,
            offices,
            partners,
            service_life,
            enrolment: ports::free()?,
        };
        for made in [places.logs(), places.contexts(), places.folder.join("services")] {
            fs::create_dir_all(&made).with_context(|| format!("make {}", made.display()))?;
        }
        Ok(places)
    }

    pub(super) fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// What `identity init` writes: roots, the administrator's token, the services' leaves.
    pub(super) fn trust(&self) -> PathBuf {
        self.folder.join("trust")
    }

    pub(super) fn contexts(&self) -> PathBuf {
        self.folder.join("contexts")
    }

    pub(super) fn signer(&self) -> PathBuf {
        self.house("document").join("signer")
    }

    pub(super) fn clock(&self) -> PathBuf {
        self.folder.join("business-clock")
    }

    /// A service's own folder.
    pub(super) fn house(&self, name: &str) -> PathBuf {
        self.folder.join("services").join(name)
    }

    pub(super) fn config(&self, name: &str) -> PathBuf {
        self.house(name).join("bianzhi.toml")
    }

    /// A service's program, run in its own folder.
    pub(super) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.binaries.join(name));
        command.current_dir(self.house(name));
        command
    }

    /// The file of the first operators.
    pub(super) fn seed(&self) -> Result<PathBuf> {
        let file = self.folder.join("first-operators.csv");
        fs::write(&file, &self.first_operators).context("write the first operators")?;
        Ok(file)
    }

    /// Writes a service's configuration; it holds the password of its database.
    pub(super) fn write(&self, settings: &Settings<'_>, proxy: &Proxy) -> Result<()> {
        let Settings { name, listen, admin, database_url } = settings;
        let name: &str = name;
        let mut text = String::from("profile = \"dev\"\n");
        writeln!(text, "listen = \"{listen}\"\nadmin = \"{admin}\"")?;
        writeln!(text, "business_clock = {}", quoted(&self.clock()))?;
        if name == "document" {
            writeln!(text, "fonts = {}", quoted(&self.fonts))?;
        }
        writeln!(text, "\n[database]\nurl = \"{database_url}\"")?;
        self.edges(&mut text, name, proxy)?;
        if name != "identity" {
            let identity = proxy.link(name, "identity")?.address();
            let snapshot = quoted(&self.house(name).join("trust-snapshot"));
            writeln!(text, "\n[trust]\nendpoint = \"https://{identity}\"\nsnapshot = {snapshot}")?;
        }
        writeln!(text, "\n[peers]")?;
        for peer in HOUSES.into_iter().filter(|peer| *peer != name) {
            let address = proxy.link(name, peer)?.address();
            writeln!(text, "{peer} = \"https://{address}\"")?;
        }
        let mut last = "";
        for (section, key, value) in self.own(name) {
            if section != last {
                writeln!(text, "\n[{section}]")?;
                last = section;
            }
            writeln!(text, "{key} = {value}")?;
        }
        self.write_config(name, &text)
    }

    /// Writes the configuration of `bridge bootstrap`, which acts as CN=bootstrap and needs no database.
    pub(super) fn write_bootstrap(&self, proxy: &Proxy) -> Result<()> {
        let mut text = String::from("profile = \"dev\"\n");
        self.edges(&mut text, links::BOOTSTRAP, proxy)?;
        writeln!(text, "\n[bootstrap]\npartners = {}", self.partner_list())?;
        self.write_config(links::BOOTSTRAP, &text)
    }

    /// A certificate, the broker, and logs that programs can read.
    fn edges(&self, text: &mut String, name: &str, proxy: &Proxy) -> Result<()> {
        let leaf = self.trust().join("services").join(name);
        writeln!(text, "\n[tls]")?;
        for (key, file) in [
            ("roots", self.trust().join("root.pem")),
            ("certificate", leaf.join("certificate.pem")),
            ("key", leaf.join("key.pem")),
        ] {
            writeln!(text, "{key} = {}", quoted(&file))?;
        }
        let broker = proxy.link(name, "kafka")?.address();
        writeln!(text, "\n[kafka]\nbrokers = \"{broker}\"")?;
        writeln!(text, "\n[telemetry]\nformat = \"json\"")?;
        Ok(())
    }

    /// The sections that only one service has: section, key, value; keys of one section stand together.
    fn own(&self, name: &str) -> Vec<(&'static str, &'static str, String)> {
        let inside = |file: &str| quoted(&self.house(name).join(file));
        let vault = ("vault", "keys", inside("vault.keys"));
        let blobs = ("blobs", "folder", inside("blobs"));
        match name {
            "identity" => {
                let life = self.service_life.as_ref().map(|life| ("ca", "service_life", format!("{life:?}")));
                [
                    ("enrolment", "listen", format!("\"{}\"", self.enrolment)),
                    ("ca", "folder", inside("ca")),
                    ("ca", "revocation_list", inside("revocations.pem")),
                ]
                .into_iter()
                .chain(life)
                .collect()
            }
            "registry" => vec![vault],
            // the topics that it listens to
            "bridge" => vec![vault, ("bootstrap", "partners", self.partner_list())],
            "workflow" => vec![vault, blobs],
            "notification" => vec![("spool", "folder", inside("spool"))],
            "document" => vec![blobs, ("signer", "folder", quoted(&self.signer()))],
            _ => Vec::new(),
        }
    }

    /// The partners' ids as a TOML list.
    fn partner_list(&self) -> String {
        let quoted: Vec<String> = self.partners.iter().map(|id| format!("{id:?}")).collect();
        format!("[{}]", quoted.join(", "))
    }

    fn write_config(&self, name: &str, text: &str) -> Result<()> {
        let folder = self.house(name);
        fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
        folder::write_secret(&self.config(name), text)
    }
}

/// A path as a basic string of TOML.
fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display().to_string().replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format, Toml};

    use super::*;

    #[tokio::test]
    async fn a_service_reaches_each_other_by_a_link_of_its_own() {
        let place = folder::temporary().unwrap();
        let places = Places::new(Options {
            folder: place.path().to_owned(),
            binaries: PathBuf::new(),
            fonts: "/fonts".into(),
            first_operators: String::new(),
            offices: Vec::new(),
            partners: vec!["hr-420800".to_owned()],
            service_life: None,
        })
        .unwrap();
        let mut proxy = Proxy::default();
        links::open(&mut proxy).await.unwrap();
        let listen = ports::free().unwrap();
        let settings = Settings {
            name: "document",
            listen,
            admin: ports::free().unwrap(),
            database_url: "postgres://document:secret@127.0.0.1:1/document".to_owned(),
        };

        places.write(&settings, &proxy).unwrap();
        places.write_bootstrap(&proxy).unwrap();

        let read = |name: &str| Figment::from(Toml::file_exact(places.config(name)));
        let value = |figment: &Figment, key: &str| figment.extract_inner::<String>(key).unwrap();
        let link = |from, to| proxy.link(from, to).unwrap().address().to_string();
        let document = read("document");
        assert_eq!(value(&document, "listen"), listen.to_string());
        assert_eq!(value(&document, "fonts"), "/fonts");
        assert_eq!(value(&document, "database.url"), settings.database_url);
        assert_eq!(value(&document, "peers.registry"), format!("https://{}", link("document", "registry")));
        assert_eq!(value(&document, "trust.endpoint"), format!("https://{}", link("document", "identity")));
        assert_eq!(value(&document, "kafka.brokers"), link("document", "kafka"));
        assert!(document.find_value("peers.document").is_err());
        let bootstrap = read("bootstrap");
        assert_eq!(value(&bootstrap, "kafka.brokers"), link("bootstrap", "kafka"));
        assert_eq!(bootstrap.extract_inner::<Vec<String>>("bootstrap.partners").unwrap(), ["hr-420800"]);
    }
}
