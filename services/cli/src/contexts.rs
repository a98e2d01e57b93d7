//! The contexts file: as whom one may act, and where the services are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format, Toml};
use serde::Deserialize;

use crate::exit::Exit;
use crate::failure::Failure;

/// The file: defaults, and one entry for each name of `--as`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    roots: Option<PathBuf>,
    /// Identity's listener for those who have no certificate.
    enrolment: Option<String>,
    #[serde(default)]
    endpoints: BTreeMap<String, String>,
    #[serde(default)]
    contexts: BTreeMap<String, Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: PathBuf,
    certificate: PathBuf,
    roots: Option<PathBuf>,
    #[serde(default)]
    endpoints: BTreeMap<String, String>,
}

/// One operator: PEM files and the address of each service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    pub key: PathBuf,
    pub certificate: PathBuf,
    pub roots: PathBuf,
    pub endpoints: BTreeMap<String, String>,
}

/// Finds a context by name. The name may be left out when the file has only one.
pub fn find(file: Option<&Path>, name: Option<&str>) -> Result<Context, Box<Failure>> {
    let Some(path) = file else {
        return Err(Failure::usage("未指定身份文件", "no contexts file is given").advise(
            "设置BIANZHI_CONTEXTS或使用--contexts FILE",
            "set BIANZHI_CONTEXTS or pass --contexts FILE",
        ));
    };
    let File { roots, endpoints, mut contexts, enrolment: _ } = read(path)?;
    let names = contexts.keys().cloned().collect::<Vec<_>>().join(", ");
    let only = if contexts.len() == 1 { contexts.keys().next().cloned() } else { None };
    let Some(name) = name.map(str::to_owned).or(only) else {
        return Err(Failure::usage(
            format!("请用--as指定以谁的身份办理;可选:{names}"),
            format!("say with --as whom you act as; known: {names}"),
        ));
    };
    let Some(entry) = contexts.remove(&name) else {
        return Err(Failure::usage(
            format!("身份文件中没有“{name}”;可选:{names}"),
            format!("the contexts file has no {name:?}; known: {names}"),
        ));
    };
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let Some(roots) = entry.roots.or(roots) else {
        return Err(unreadable(path, &"no roots"));
    };
    let mut all = endpoints;
    all.extend(entry.endpoints);
    Ok(Context {
        key: folder.join(entry.key),
        certificate: folder.join(entry.certificate),
        roots: folder.join(roots),
        endpoints: all,
    })
}

/// What a contexts file knows of somebody who is about to enrol: all of it may be missing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Enrolling {
    /// Address of identity's enrolment listener.
    pub url: Option<String>,
    pub roots: Option<PathBuf>,
    pub key: Option<PathBuf>,
    pub certificate: Option<PathBuf>,
}

/// What the file says, as far as there is one and it names him or her.
pub fn enrolling(file: Option<&Path>, name: Option<&str>) -> Result<Enrolling, Box<Failure>> {
    let Some(path) = file else { return Ok(Enrolling::default()) };
    let File { roots, enrolment: url, mut contexts, endpoints: _ } = read(path)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let entry = name.and_then(|name| contexts.remove(name));
    let (own_roots, key, certificate) = match entry {
        Some(entry) => (entry.roots, Some(entry.key), Some(entry.certificate)),
        None => (None, None, None),
    };
    let beside = |file: PathBuf| folder.join(file);
    Ok(Enrolling {
        url,
        roots: own_roots.or(roots).map(beside),
        key: key.map(beside),
        certificate: certificate.map(beside),
    })
}

fn read(path: &Path) -> Result<File, Box<Failure>> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    if path.extension().is_some_and(|extension| extension == "json") {
        return serde_json::from_str(&text).map_err(|error| unreadable(path, &error));
    }
    Figment::from(Toml::string(&text)).extract().map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> Box<Failure> {
    let path = path.display();
    Failure::new(
        Exit::Usage,
        "CONTEXTS_UNREADABLE",
        format!("身份文件{path}无法读取:{why}"),
        format!("the contexts file {path} can't be read: {why}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        roots = "roots.pem"
        [endpoints]
        workflow = "https://127.0.0.1:7003"
        registry = "https://127.0.0.1:7002"
        [contexts.edu-clerk]
        key = "edu-clerk.key.pem"
        certificate = "edu-clerk.pem"
        [contexts.so-accept]
        key = "/keys/so.key"
        certificate = "/keys/so.pem"
        endpoints = { workflow = "https://127.0.0.1:9003" }
    "#;

    fn in_file(text: &str, name: Option<&str>) -> Result<Context, Box<Failure>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contexts.toml");
        std::fs::write(&path, text).unwrap();
        find(Some(&path), name).map(|context| Context {
            key: context.key.strip_prefix(folder.path()).map(Path::to_owned).unwrap_or(context.key),
            certificate: context.certificate,
            roots: context.roots,
            endpoints: context.endpoints,
        })
    }

    #[test]
    fn defaults_hold_unless_a_context_says_otherwise() {
        let clerk = in_file(FILE, Some("edu-clerk")).unwrap();
        let accept = in_file(FILE, Some("so-accept")).unwrap();

        assert_eq!(clerk.key, PathBuf::from("edu-clerk.key.pem"));
        assert_eq!(clerk.endpoints["workflow"], "https://127.0.0.1:7003");
        assert_eq!(accept.key, PathBuf::from("/keys/so.key"));
        assert_eq!(accept.endpoints["workflow"], "https://127.0.0.1:9003");
        assert_eq!(accept.endpoints["registry"], "https://127.0.0.1:7002");
    }

    #[test]
    fn a_missing_or_unknown_name_is_told_the_known_ones() {
        let refusal = |name| in_file(FILE, name).unwrap_err();

        assert_eq!(refusal(None).en, "say with --as whom you act as; known: edu-clerk, so-accept");
        assert!(refusal(Some("nobody")).en.contains("edu-clerk, so-accept"));
        assert_eq!(refusal(Some("nobody")).exit, Exit::Usage);
    }

    #[test]
    fn whoever_enrols_needs_no_entry_and_is_told_what_the_file_knows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contexts.toml");
        std::fs::write(&path, format!("enrolment = \"https://127.0.0.1:7002\"\n{FILE}")).unwrap();

        let newcomer = enrolling(Some(&path), Some("newcomer")).unwrap();
        let clerk = enrolling(Some(&path), Some("edu-clerk")).unwrap();

        assert_eq!(newcomer.url.as_deref(), Some("https://127.0.0.1:7002"));
        assert_eq!(newcomer.roots, Some(folder.path().join("roots.pem")));
        assert_eq!(newcomer.key, None);
        assert_eq!(clerk.key, Some(folder.path().join("edu-clerk.key.pem")));
        assert_eq!(enrolling(None, Some("edu-clerk")).unwrap(), Enrolling::default());
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        assert_eq!(in_file("root = \"x\"", None).unwrap_err().reason, "CONTEXTS_UNREADABLE");
    }
}
