//! Runs scenarios: one engine for the demo and the tests.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::base::home;
use crate::scenario::{PartnerStep, Program, Refusal, Scenario, Step, words};
use crate::world::{World, local};
use crate::{expect, repeat};

/// How long something may take that goes on by itself.
const PATIENCE: Duration = Duration::from_secs(40);
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// What a scenario has learnt so far: numbers of cases and papers, by name.
pub type Saved = BTreeMap<String, String>;

/// Runs `scenarios/<file>` and adds to `saved` what it learns.
///
/// # Errors
/// The first step that went otherwise than it says, with the command to repeat it.
pub async fn run(world: &mut World, file: &str, saved: &mut Saved) -> anyhow::Result<()> {
    let scenario = Scenario::read(&home().join("scenarios").join(file))?;
    world.story.chapter(&format!("{}: {}", scenario.name, scenario.title));
    for (at, step) in scenario.steps.iter().enumerate() {
        let began = Instant::now();
        run_step(world, step, saved)
            .await
            .with_context(|| format!("{}, step {}: {}", scenario.name, at + 1, step.say))?;
        world.timings.note(format!("{} {}", scenario.name, resolve(&step.say, saved)?), began);
    }
    Ok(())
}

async fn run_step(world: &mut World, step: &Step, saved: &mut Saved) -> anyhow::Result<()> {
    if let Some(at) = &step.at {
        world.mesh.set_business_time(local(at)?).await?;
    }
    let name = step.actor.as_ref().and_then(|id| world.names.get(id)).cloned().unwrap_or_default();
    let when = step.at.clone().unwrap_or_default();
    let sentence = format!("{name} {}", resolve(&step.say, saved)?);
    world.story.sentence(&when, sentence.trim());
    let answer = match (&step.partner, &step.run) {
        (Some(partner), _) => ask_partner(world, partner, saved).await?,
        (None, Some(run)) => run_command(world, step, run, saved).await?,
        (None, None) => return Ok(()),
    };
    for (name, path) in &step.save {
        let path = resolve(path, saved)?;
        let found = expect::at(&answer, &path).with_context(|| format!("{path} is not in {answer}"))?;
        saved.insert(name.clone(), expect::text(&found));
    }
    for fact in &step.tell {
        world.story.fact(&filled(fact, &answer, saved)?);
    }
    Ok(())
}

async fn ask_partner(world: &mut World, step: &PartnerStep, saved: &Saved) -> anyhow::Result<Value> {
    match step.program {
        None => {}
        Some(Program::Stop) => world.stop_partner(&step.id).await?,
        Some(Program::Start) => world.start_partner(&step.id).await?,
        Some(Program::Repeat) => repeat::last_message(world, &step.id).await?,
    }
    if step.tell.is_none() && step.until.is_empty() {
        return Ok(Value::Null);
    }
    let partner =
        world.partners.get_mut(&step.id).with_context(|| format!("no program of {} runs", step.id))?;
    if let Some(line) = &step.tell {
        partner.tell(&resolve(line, saved)?).await?;
    }
    let mut fields = BTreeMap::new();
    for (field, wanted) in &step.until {
        let wanted = match wanted {
            Value::String(text) => Value::from(resolve(text, saved)?),
            other => other.clone(),
        };
        fields.insert(field.clone(), wanted);
    }
    if fields.is_empty() { Ok(Value::Null) } else { partner.hear(&fields).await }
}

async fn run_command(world: &World, step: &Step, run: &str, saved: &Saved) -> anyhow::Result<Value> {
    let actor = step.actor.as_deref().context("the step says nobody who runs the command")?;
    let arguments = arguments(run, saved)?;
    let shown = arguments.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    world.story.command(&format!("bianzhi --as {actor} {shown}"));
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = world.bianzhi(actor, &arguments, "json").await?;
        if let Some(refusal) = &step.refused {
            return refused(&answer.error()?, answer.exit, refusal, saved);
        }
        let problem = if answer.exit == 0 {
            let json = answer.json()?;
            let unmet = expect::unmet(&json, &step.expect, |text| filled(text, &json, saved))?;
            if unmet.is_empty() {
                if step.show {
                    let table = world.bianzhi(actor, &arguments, "table").await?;
                    world.story.output(&table.stdout);
                }
                return Ok(json);
            }
            format!("{}\nin {json:#}", unmet.join("\n"))
        } else {
            format!("it ended with {}:\n{}", answer.exit, answer.stderr)
        };
        if !step.eventually || Instant::now() > deadline {
            bail!("bianzhi --as {actor} {shown}\n{problem}\nlogs: {}", world.mesh.logs().display());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

fn refused(error: &Value, exit: i32, refusal: &Refusal, saved: &Saved) -> anyhow::Result<Value> {
    let mut problems = expect::unmet(error, &refusal.expect, |text| resolve(text, saved))?;
    if exit != refusal.exit {
        problems.push(format!("it ended with {exit}, not {}", refusal.exit));
    }
    if error["reason"] != refusal.reason.as_str() {
        problems.push(format!("the reason is {}, not {}", error["reason"], refusal.reason));
    }
    if let Some(wanted) = &refusal.defects {
        let mut found: Vec<String> = error["defects"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|defect| {
                let (code, subject) = (expect::text(&defect["code"]), expect::text(&defect["subject"]));
                if code.is_empty() || code == "FIELD_INVALID" { subject } else { code }
            })
            .collect();
        let mut wanted = wanted.clone();
        found.sort();
        wanted.sort();
        if found != wanted {
            problems.push(format!("the defects are {found:?}, not {wanted:?}"));
        }
    }
    if problems.is_empty() { Ok(error.clone()) } else { bail!("{}\nin {error:#}", problems.join("\n")) }
}

/// The arguments of a step's command: names resolved, forms and materials found beside the scenarios.
fn arguments(run: &str, saved: &Saved) -> anyhow::Result<Vec<String>> {
    let scenarios = home().join("scenarios");
    let mut arguments = Vec::new();
    for word in words(run) {
        let word = resolve(&word, saved)?;
        match word.split_once('/') {
            Some(("forms" | "materials", _)) => arguments.push(scenarios.join(word).display().to_string()),
            _ => arguments.push(word),
        }
    }
    Ok(arguments)
}

fn quoted(word: &str) -> String {
    if word.contains(' ') || word.is_empty() { format!("\"{word}\"") } else { word.to_owned() }
}

/// Replaces each `${name}` by what was saved.
fn resolve(text: &str, saved: &Saved) -> anyhow::Result<String> {
    replaced(text, |name| saved.get(name).cloned().with_context(|| format!("nothing was saved as {name}")))
}

/// Replaces each `${/path}` by what stands in the answer, each `${name}` by what was saved.
fn filled(text: &str, answer: &Value, saved: &Saved) -> anyhow::Result<String> {
    replaced(text, |name| match name.strip_prefix('/') {
        Some(_) => Ok(expect::at(answer, name).map(|found| expect::text(&found)).unwrap_or_default()),
        None => saved.get(name).cloned().with_context(|| format!("nothing was saved as {name}")),
    })
}

fn replaced(text: &str, lookup: impl Fn(&str) -> anyhow::Result<String>) -> anyhow::Result<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) =
            after.split_once('}').with_context(|| format!("`${{` without `}}` in {text}"))?;
        out.push_str(before);
        out.push_str(&lookup(name)?);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_paths_are_replaced() {
        let saved = Saved::from([("case".to_owned(), "420800-2026-000001".to_owned())]);

        assert_eq!(resolve("show ${case}", &saved).unwrap(), "show 420800-2026-000001");
        assert_eq!(
            filled("${case} is ${/state}", &json!({ "state": "DRAFT" }), &saved).unwrap(),
            "420800-2026-000001 is DRAFT"
        );
        assert!(resolve("${nobody}", &saved).is_err());
    }
}
