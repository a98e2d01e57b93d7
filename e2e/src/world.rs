//! A mesh with the base data in it, its operators enrolled and its partners at work.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, bail};
use devstack::mesh::{Office, Options};
use devstack::{Devstack, folder};
use kernel::clock::at_local;
use serde_json::Value;
use time::{Date, OffsetDateTime, macros::format_description};
use tokio::process::Command;

use crate::base::{Base, home};
use crate::partners::Partner;
use crate::story::Story;
use crate::timings::Timings;

/// The office whose papers the scenarios read.
const OFFICES: [(&str, &str); 3] = [
    ("jingmen", "中共荆门市委机构编制委员会办公室"),
    ("zhongxiang", "中共钟祥市委机构编制委员会办公室"),
    ("duodao", "中共荆门市掇刀区委机构编制委员会办公室"),
];

/// The partners at work: those of the city.
const AT_WORK: [&str; 4] = ["finance-420800", "hr-420800", "organization-420800", "pension-420800"];

/// Series of numbers as the scenarios find them: type, prefix, last number.
const SERIES: [(&str, &str, u32); 4] =
    [("permit", "荆编用", 11), ("entry", "荆编进", 86), ("funding", "荆编核", 90), ("letter", "荆编函", 44)];

/// How much is in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// The base data; every link can be held or cut.
    Demo,
    /// Schools for thousands of entries besides; nothing stands between the processes.
    Load,
    /// Seats for thousands of cases in the base's own units; every link can be held or cut.
    Roomy,
}

/// What a command of `bianzhi` answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    /// The JSON that it printed.
    pub(crate) fn json(&self) -> anyhow::Result<Value> {
        serde_json::from_str(&self.stdout).context("the command printed no JSON")
    }

    /// The error that it reported.
    pub(crate) fn error(&self) -> anyhow::Result<Value> {
        let line = self.stderr.lines().rev().find(|line| line.starts_with('{')).unwrap_or_default();
        let error: Value = serde_json::from_str(line)
            .with_context(|| format!("the command reported no error as JSON but: {}", self.stderr))?;
        Ok(error["error"].clone())
    }
}

/// Everything that a scenario runs against.
pub struct World {
    /// The mesh.
    pub mesh: Devstack,
    pub(crate) partners: BTreeMap<String, Partner>,
    pub(crate) names: BTreeMap<String, String>,
    pub(crate) story: Story,
    pub(crate) timings: Timings,
    binaries: PathBuf,
}

impl World {
    /// Starts a mesh under `place` and fills it, silently: for tests.
    pub async fn start(place: &Path) -> anyhow::Result<Self> {
        Self::begin(place, Story::Silent, Scale::Demo, None).await
    }

    /// Starts a mesh whose services' certificates live for `service_life`, e.g. `10s`: for rotations.
    pub async fn start_with_leaves_of(place: &Path, service_life: &str) -> anyhow::Result<Self> {
        Self::begin(place, Story::Silent, Scale::Demo, Some(service_life.to_owned())).await
    }

    /// Starts a mesh without a proxy in it and fills it with the load's data, too: for measuring.
    pub(crate) async fn start_measured(place: &Path) -> anyhow::Result<Self> {
        Self::begin(place, Story::Silent, Scale::Load, None).await
    }

    /// As [`World::start`], with seats for thousands of cases: for faults under load.
    pub async fn start_roomy(place: &Path) -> anyhow::Result<Self> {
        Self::begin(place, Story::Silent, Scale::Roomy, None).await
    }

    /// Starts a mesh under `place` and fills it, telling what happens: for the demo.
    pub async fn start_told(place: &Path) -> anyhow::Result<Self> {
        Self::begin(place, Story::Told, Scale::Demo, None).await
    }

    async fn begin(
        place: &Path,
        story: Story,
        scale: Scale,
        service_life: Option<String>,
    ) -> anyhow::Result<Self> {
        let mut timings = Timings::default();
        story.chapter("A mesh from nothing: PostgreSQL, Kafka, a certificate authority, six services");
        let edition = if scale == Scale::Roomy { "roomy" } else { "base" };
        let base = Base::lay_out(&place.join("import"), edition)?;
        if scale == Scale::Load {
            base.add_load()?;
        }
        let (operators, partners) = base.principals()?;
        let began = Instant::now();
        let options = Options {
            folder: place.to_owned(),
            binaries: folder::binaries()?,
            fonts: folder::fonts(),
            first_operators: base.first_operators(&["so-setup", "so-security"])?,
            offices: OFFICES
                .map(|(jurisdiction, name)| Office { jurisdiction: jurisdiction.into(), name: name.into() })
                .to_vec(),
            partners,
            service_life,
        };
        let mut mesh = match scale {
            Scale::Demo | Scale::Roomy => Devstack::start(options).await?,
            Scale::Load => Devstack::start_direct(options).await?,
        };
        timings.note("mesh: databases, broker, certificates, six services ready", began);
        mesh.set_business_time(local("2026-03-01 08:30")?).await?;
        mesh.enrol_operators(&["so-setup", "so-security"]).await?;
        let mut world = Self {
            mesh,
            partners: BTreeMap::new(),
            names: names(&base.directory.join("operators.csv"))?,
            story,
            timings,
            binaries: folder::binaries()?,
        };
        world.fill(&base, &operators).await?;
        Ok(world)
    }

    /// Seeds the installation as its operator with the duty `setup`, each an audited call.
    async fn fill(&mut self, base: &Base, operators: &[String]) -> anyhow::Result<()> {
        self.story.chapter("The installation is set up, all or nothing, by so-setup");
        self.setup("directory import", &["directory", "import", &text(&base.directory)]).await?;
        let ids: Vec<&str> = operators.iter().map(String::as_str).collect();
        let began = Instant::now();
        self.mesh.enrol_operators(&ids).await?;
        self.timings.note(format!("{} operators enrolled", ids.len()), began);
        self.setup("registry import", &["registry", "import", &text(&base.registry)]).await?;
        for item in ["quota_use", "entry"] {
            let file = home().join(format!("../services/workflow/definitions/{item}.yaml"));
            self.setup("definition publish", &["definition", "publish", &text(&file)]).await?;
        }
        for (kind, prefix, last) in SERIES {
            let last = last.to_string();
            self.setup(
                "series open",
                &[
                    "series",
                    "open",
                    "--jurisdiction",
                    "jingmen",
                    "--type",
                    kind,
                    "--prefix",
                    prefix,
                    "--year",
                    "2026",
                    "--last",
                    &last,
                    "--explanation",
                    "系统上线前已用至此号",
                ],
            )
            .await?;
        }
        let began = Instant::now();
        for id in AT_WORK {
            self.start_partner(id).await?;
        }
        self.timings.note("four partners' systems enrolled and at work", began);
        Ok(())
    }

    /// Starts a partner's program on its store, whatever is in there; answers when it is ready.
    pub(crate) async fn start_partner(&mut self, id: &str) -> anyhow::Result<()> {
        let credentials = self.mesh.enrol_partner(id).await?;
        let brokers = self.mesh.partners_brokers()?;
        let mut partner =
            Partner::start(id, &self.binaries, &brokers, &credentials, &self.partners_folder())?;
        partner.hear(&BTreeMap::from([("event".to_owned(), Value::from("ready"))])).await?;
        self.partners.insert(id.to_owned(), partner);
        Ok(())
    }

    /// Ends a partner's program; what it kept stays.
    pub(crate) async fn stop_partner(&mut self, id: &str) -> anyhow::Result<()> {
        let partner = self.partners.remove(id).with_context(|| format!("no program of {id} runs"))?;
        partner.stop().await
    }

    /// Where the partners' programs keep what they were told: a folder for each.
    pub fn partners_folder(&self) -> PathBuf {
        self.mesh.folder().join("partners")
    }

    async fn setup(&mut self, what: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let began = Instant::now();
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let answer = self.bianzhi("so-setup", &arguments, "table").await?;
        if answer.exit != 0 {
            bail!(
                "bianzhi {} ended with {}:\n{}{}",
                arguments.join(" "),
                answer.exit,
                answer.stdout,
                answer.stderr
            );
        }
        self.timings.note(what, began);
        self.story.command(&format!("bianzhi --as so-setup {}", arguments.join(" ")));
        self.story.output(&answer.stdout);
        Ok(())
    }

    /// Runs `bianzhi` as somebody, and answers the JSON that it printed.
    ///
    /// # Errors
    /// The command failed; with what it said.
    pub async fn told(&self, actor: &str, arguments: &[&str]) -> anyhow::Result<Value> {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let answer = self.bianzhi(actor, &arguments, "json").await?;
        if answer.exit != 0 {
            bail!("bianzhi {} ended with {}: {}", arguments.join(" "), answer.exit, answer.stderr);
        }
        answer.json()
    }

    /// Runs `bianzhi` as somebody; whatever it ends with.
    pub(crate) async fn bianzhi(
        &self,
        actor: &str,
        arguments: &[String],
        output: &str,
    ) -> anyhow::Result<Answer> {
        let out = self.command(actor, arguments, output).output().await.context("run bianzhi")?;
        Ok(Answer {
            exit: out.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&out.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
        })
    }

    /// A command of `bianzhi`, ready to be run.
    pub(crate) fn command(&self, actor: &str, arguments: &[String], output: &str) -> Command {
        let mut command = Command::new(self.binaries.join("bianzhi"));
        command
            .env("BIANZHI_CONTEXTS", self.mesh.contexts())
            .args(["--as", actor, "-o", output])
            .args(arguments)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// The citizen IDs of everybody in the base data.
    pub(crate) fn id_numbers(&self) -> anyhow::Result<HashSet<String>> {
        let mut reader = csv::Reader::from_path(self.mesh.folder().join("import/registry/persons.csv"))?;
        let column = reader.headers()?.iter().position(|heading| heading == "id_number");
        let column = column.context("persons.csv has no column id_number")?;
        let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
        Ok(rows.iter().filter_map(|row| row.get(column)).map(str::to_owned).collect())
    }

    /// Ends everything in order.
    pub async fn stop(self) -> anyhow::Result<()> {
        for partner in self.partners.into_values() {
            partner.stop().await?;
        }
        self.mesh.stop().await
    }
}

/// A local time of a scenario as an instant.
pub(crate) fn local(text: &str) -> anyhow::Result<OffsetDateTime> {
    let (date, time) = text.split_once(' ').with_context(|| format!("{text} is no date and time"))?;
    let date = Date::parse(date, format_description!("[year]-[month]-[day]"))?;
    let time = time::Time::parse(time, format_description!("[hour]:[minute]"))?;
    Ok(at_local(date, time))
}

fn names(operators: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(operators)?;
    let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
    let name = |row: &csv::StringRecord| Some((row.get(0)?.to_owned(), row.get(2)?.to_owned()));
    Ok(rows.iter().filter_map(name).collect())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
