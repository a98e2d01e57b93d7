//! Defaults ← file ← environment, and every unknown key is an error.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Toml};
use figment::value::{Dict, Tag, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Config;

const DEFAULT_FILE: &str = "bianzhi.toml";
/// A key that no section has: a section that takes it would take a misspelt one as well.
const PROBE: &str = "no such key";

/// The configuration in force.
#[derive(Debug, Clone)]
pub struct Settings<C> {
    /// What every house has.
    pub common: Config,
    /// The house's own sections.
    pub house: C,
}

/// What the arguments and the configuration came to.
#[derive(Debug)]
pub(crate) enum Loaded<C> {
    /// Serve with it.
    Serve(Box<Settings<C>>),
    /// `--check-config`: print this and end well.
    Print(String),
}

/// Why the configuration can't be used: every reason on a line of its own.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .reasons.join("\n"))]
pub struct Error {
    /// Each names its key and where that was said.
    pub reasons: Vec<String>,
}

impl Error {
    fn one(reason: impl Into<String>) -> Self {
        Self { reasons: vec![reason.into()] }
    }
}

/// Reads the arguments after the program's name (`[--config FILE] [--check-config]`) and the configuration.
///
/// # Errors
/// On an unknown argument or key, a value of the wrong shape, or values that contradict each other.
pub(crate) fn from_arguments<C>(
    service: &str,
    arguments: impl Iterator<Item = String>,
) -> Result<Loaded<C>, Error>
where
    C: Serialize + DeserializeOwned,
{
    let arguments = Arguments::parse(service, arguments)?;
    let settings = load(service, arguments.file.as_deref())?;
    if !arguments.check {
        let reasons = settings.common.missing();
        return if reasons.is_empty() {
            Ok(Loaded::Serve(Box::new(settings)))
        } else {
            Err(Error { reasons })
        };
    }
    let text = print(&settings).map_err(|error| Error::one(error.to_string()))?;
    Ok(Loaded::Print(text))
}

/// Reads the configuration: built-in defaults, then `file` (else `bianzhi.toml` if there is one), then the
/// environment `BIANZHI_<SERVICE>__SECTION__KEY`.
///
/// # Errors
/// On an unknown key, a value of the wrong shape, or values that contradict each other.
pub fn load<C: DeserializeOwned>(service: &str, file: Option<&Path>) -> Result<Settings<C>, Error> {
    let figment = match file {
        Some(path) if !path.is_file() => {
            return Err(Error::one(format!("--config {}: no such file", path.display())));
        }
        Some(path) => Figment::from(Toml::file_exact(path)),
        None if Path::new(DEFAULT_FILE).is_file() => Figment::from(Toml::file_exact(DEFAULT_FILE)),
        None => Figment::new(),
    };
    let prefix = format!("BIANZHI_{}__", service.to_uppercase());
    read(&figment.merge(Env::prefixed(&prefix).split("__")))
}

fn read<C: DeserializeOwned>(figment: &Figment) -> Result<Settings<C>, Error> {
    let keys: Dict = figment.extract().map_err(|error| explain(figment, error))?;
    let shared = common_keys();
    let (common, own): (Dict, Dict) = keys.into_iter().partition(|(key, _)| shared.contains(key));

    let probe = Dict::from([(PROBE.to_owned(), Value::from(true))]);
    if Value::Dict(Tag::Default, probe).deserialize::<C>().is_ok() {
        return Err(Error::one("the house's configuration lacks #[serde(deny_unknown_fields)]"));
    }
    let mut reasons = Vec::new();
    let common: Option<Config> = section(figment, common, &mut reasons);
    let house: Option<C> = section(figment, own, &mut reasons);
    reasons.extend(common.iter().flat_map(Config::defects));
    match (common, house) {
        (Some(common), Some(house)) if reasons.is_empty() => Ok(Settings { common, house }),
        _ => Err(Error { reasons }),
    }
}

fn section<T: DeserializeOwned>(figment: &Figment, keys: Dict, reasons: &mut Vec<String>) -> Option<T> {
    match Value::Dict(Tag::Default, keys).deserialize() {
        Ok(section) => Some(section),
        Err(error) => {
            reasons.extend(explain(figment, error).reasons);
            None
        }
    }
}

/// The top-level keys that are every house's.
fn common_keys() -> BTreeSet<String> {
    let value = serde_json::to_value(Config::default()).unwrap_or_default();
    value.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect()
}

fn explain(figment: &Figment, error: figment::Error) -> Error {
    let reasons = error.into_iter().map(|error| {
        let (key, what) = match &error.kind {
            Kind::UnknownField(name, _) => {
                let mut path = error.path.clone();
                if path.last() != Some(name) {
                    path.push(name.clone());
                }
                (path.join("."), "unknown key".to_owned())
            }
            kind => (error.path.join("."), kind.to_string()),
        };
        let place = figment.find_metadata(&key).map(|metadata| {
            let file = metadata.source.as_ref().map_or_else(String::new, |source| format!(" {source}"));
            format!(" ({}{file})", metadata.name)
        });
        format!("{key}: {what}{}", place.unwrap_or_default())
    });
    Error { reasons: reasons.collect() }
}

/// The effective configuration as JSON, secrets redacted.
fn print<C: Serialize>(settings: &Settings<C>) -> serde_json::Result<String> {
    let mut all = serde_json::to_value(&settings.common)?;
    if let (Some(all), serde_json::Value::Object(own)) =
        (all.as_object_mut(), serde_json::to_value(&settings.house)?)
    {
        all.extend(own);
    }
    serde_json::to_string_pretty(&all)
}

#[derive(Debug, Default)]
struct Arguments {
    file: Option<PathBuf>,
    check: bool,
}

impl Arguments {
    fn parse(service: &str, mut arguments: impl Iterator<Item = String>) -> Result<Self, Error> {
        let mut parsed = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--config" => parsed.file = arguments.next().map(PathBuf::from),
                "--check-config" => parsed.check = true,
                other => match other.strip_prefix("--config=") {
                    Some(file) => parsed.file = Some(file.into()),
                    None => {
                        return Err(Error::one(format!(
                            "unknown argument {other}\nusage: {service} [--config FILE] [--check-config]"
                        )));
                    }
                },
            }
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Serialize, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct House {
        blobs: Blobs,
    }

    #[derive(Debug, Default, Serialize, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Blobs {
        folder: PathBuf,
    }

    fn reasons(toml: &str) -> Vec<String> {
        read::<House>(&Figment::from(Toml::string(toml))).unwrap_err().reasons
    }

    #[test]
    fn a_file_says_what_differs_from_the_defaults() {
        let toml = "profile = \"dev\"\n[database]\nurl = \"postgres:///x\"\n[blobs]\nfolder = \"/b\"";

        let settings: Settings<House> = read(&Figment::from(Toml::string(toml))).unwrap();

        assert_eq!(settings.common.profile, super::super::Profile::Dev);
        assert_eq!(settings.common.database.max_connections, 10);
        assert_eq!(settings.house.blobs.folder, PathBuf::from("/b"));
    }

    #[test]
    fn an_unknown_key_is_named_wherever_it_stands() {
        assert_eq!(reasons("colour = 1"), ["colour: unknown key (TOML source string)"]);
        assert_eq!(reasons("[tls]\nrotos = \"x\""), ["tls.rotos: unknown key (TOML source string)"]);
        assert_eq!(reasons("[blobs]\nfodler = \"x\""), ["blobs.fodler: unknown key (TOML source string)"]);
    }

    #[test]
    fn defects_of_both_parts_are_told_at_once() {
        let told = reasons("listen = \"here\"\n[blobs]\nfolder = 3");

        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|reason| reason.starts_with("listen: ")), "{told:?}");
        assert!(told.iter().any(|reason| reason.starts_with("blobs.folder: ")), "{told:?}");
    }

    #[test]
    fn production_refuses_a_set_business_clock() {
        assert_eq!(
            reasons("business_clock = \"/tmp/clock\""),
            ["business_clock: only the profile \"dev\" may set the business clock"]
        );
    }

    #[test]
    fn the_printed_configuration_holds_no_secret() {
        let toml = "[database]\nurl = \"postgres://u:hunter2@h/d\"";
        let settings: Settings<House> = read(&Figment::from(Toml::string(toml))).unwrap();

        let text = print(&settings).unwrap();

        assert!(text.contains("[redacted]") && text.contains("blobs"), "{text}");
        assert!(!text.contains("hunter2") && !format!("{settings:?}").contains("hunter2"));
    }

    #[test]
    fn check_config_prints_and_serves_nothing_and_an_unknown_argument_is_named() {
        let arguments =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>().into_iter();

        let loaded = from_arguments::<House>("registry", arguments(&["--check-config"])).unwrap();
        assert!(matches!(loaded, Loaded::Print(text) if text.contains("\"listen\"")));

        let error = from_arguments::<House>("registry", arguments(&["--chekc-config"])).unwrap_err();
        assert!(error.to_string().starts_with("unknown argument --chekc-config"), "{error}");
        let error = from_arguments::<House>("registry", arguments(&["--config", "/no/such"])).unwrap_err();
        assert_eq!(error.reasons, ["--config /no/such: no such file"]);
    }

    #[test]
    fn serving_names_every_key_that_is_missing() {
        let error = from_arguments::<House>("registry", std::iter::empty()).unwrap_err();

        let keys: Vec<&str> = error
            .reasons
            .iter()
            .filter_map(|reason| reason.split_once(": not set"))
            .map(|(key, _)| key)
            .collect();
        assert_eq!(keys, ["database.url", "kafka.brokers"]);
    }

    #[test]
    fn a_section_that_takes_any_key_is_refused() {
        #[derive(Debug, Serialize, Deserialize)]
        struct Lax {}

        let error = read::<Lax>(&Figment::new()).unwrap_err();

        assert_eq!(error.reasons, ["the house's configuration lacks #[serde(deny_unknown_fields)]"]);
    }
}
