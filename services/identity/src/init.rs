//! `identity init`: the first trust there is (architecture.md §4).
//!
//! Makes the root, the issuing CA, a leaf for each service, and one token file for the security administrator
//! who makes all other tokens. What is there stays, so it can be run again; a leaf that has lived two thirds
//! of its life is made anew.
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use kernel::clock::{BusinessClock, SystemClock};
use service::config::Settings;

use crate::app::App;
use crate::assembly;
use crate::ca::{Authority, LeafFiles, Notary, write_public, write_secret};
use crate::config::Config;
use crate::domain::{SERVICES, Seed, read_seed};

const USAGE: &str = "usage: identity init --out DIR [--config FILE] [--seed FILE]";
/// Exit code for arguments or a configuration that can't be used.
const USAGE_EXIT: u8 = 2;

/// What `identity init` was told.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The service's own configuration; `bianzhi.toml` if none is named.
    pub config: Option<PathBuf>,
    /// Where root, token and leaves are written.
    pub out: PathBuf,
    /// The first operators, in the format of `operators.csv`.
    pub seed: Option<PathBuf>,
}

/// Runs `identity init` with the arguments after `init`.
pub fn main(arguments: &[String]) -> ExitCode {
    let settings = Arguments::parse(arguments).and_then(|arguments| {
        let settings = service::config::load::<Config>("identity", arguments.config.as_deref());
        settings.map(|settings| (arguments, settings)).map_err(|error| error.to_string())
    });
    let (arguments, settings) = match settings {
        Ok(told) => told,
        Err(reason) => return fail(&reason, USAGE_EXIT),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done =
        runtime.map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(run(&arguments, &settings)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("{error:#}"), 1),
    }
}

fn fail(reason: &str, exit: u8) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "identity init: {reason}");
    ExitCode::from(exit)
}

impl Arguments {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let (mut config, mut out, mut seed) = (None, None, None);
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let place = match argument.as_str() {
                "--config" => &mut config,
                "--out" => &mut out,
                "--seed" => &mut seed,
                other => return Err(format!("unknown argument {other}\n{USAGE}")),
            };
            let value = rest.next().ok_or_else(|| format!("{argument} names no file\n{USAGE}"))?;
            *place = Some(PathBuf::from(value));
        }
        let out = out.ok_or_else(|| format!("--out is missing\n{USAGE}"))?;
        Ok(Self { config, out, seed })
    }
}

/// Makes what is missing of the first trust.
///
/// # Errors
/// When the database, a folder or the seed file can't be used.
pub async fn run(arguments: &Arguments, settings: &Settings<Config>) -> anyhow::Result<()> {
    let (config, house) = (&settings.common, &settings.house);
    let seed = arguments.seed.as_deref().map(read).transpose()?;
    let pool = assembly::pool(config).await?;
    let now = SystemClock.now();
    let authority = Authority::create(&house.ca.folder, &config.trust_domain, house.ca.lifetimes(), now)?;
    let notary = Notary::new(&config.tls.certificate, &config.tls.key);
    let clock = match &config.business_clock {
        None => BusinessClock::system(),
        Some(path) => BusinessClock::file(path),
    };
    let app = App::new(pool, clock, authority, notary, policy::Trust::own(None));

    write_public(&arguments.out.join("root.pem"), app.roots_pem())?;
    if let Some(seed) = &seed {
        app.plant(seed).await?;
    }
    let token_file = arguments.out.join("admin.token");
    let current = fs::read_to_string(&token_file).ok();
    if let Some(token) = app.administrator_token(current.as_deref()).await? {
        write_secret(&token_file, &format!("{token}\n"))?;
    }
    for service in SERVICES {
        let files = LeafFiles::within(&arguments.out.join("services").join(service));
        let files = if service == "kafka" { files.bundled("broker.pem") } else { files };
        app.provide_leaf(service, &files).await.with_context(|| format!("the leaf of {service}"))?;
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Seed> {
    let content = fs::read(path).with_context(|| path.display().to_string())?;
    read_seed(&content).map_err(|refused| {
        let defects: Vec<String> = kernel::error::Coded::violations(&refused)
            .iter()
            .map(|violation| format!("{}: {}", violation.field, violation.en))
            .collect();
        anyhow::anyhow!("{}: {refused}\n{}", path.display(), defects.join("\n"))
    })
}
