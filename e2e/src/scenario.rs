//! Scenarios as data: who does what when, and what must be true afterwards.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

/// A scenario file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Short name, e.g. `G1`.
    pub name: String,
    /// What it shows, one line.
    pub title: String,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What happens, as a clerk would tell it. `${name}` is replaced by what was saved.
    pub say: String,
    /// Local business time before which the step does not begin, `2026-03-10 09:20`.
    #[serde(default)]
    pub at: Option<String>,
    /// Operator who runs the command.
    #[serde(default, rename = "as")]
    pub actor: Option<String>,
    /// `bianzhi` and these arguments, split at spaces; quoted parts stay together.
    #[serde(default)]
    pub run: Option<String>,
    /// A command for a partner's program instead.
    #[serde(default)]
    pub partner: Option<PartnerStep>,
    /// JSON paths of the answer to keep under a name.
    #[serde(default)]
    pub save: BTreeMap<String, String>,
    /// JSON paths of the answer and what must stand there; `${/path}` is what stands elsewhere in it.
    #[serde(default)]
    pub expect: BTreeMap<String, Value>,
    /// The refusal that must come instead of an answer.
    #[serde(default)]
    pub refused: Option<Refusal>,
    /// Asked again until the expectations hold: something goes on by itself.
    #[serde(default)]
    pub eventually: bool,
    /// Whether the demo shows the command's table.
    #[serde(default)]
    pub show: bool,
    /// Sentences about the answer: `${/path}` is replaced by what stands there.
    #[serde(default)]
    pub tell: Vec<String>,
}

/// What a partner's program is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerStep {
    /// The partner.
    pub id: String,
    /// What becomes of the program first.
    #[serde(default)]
    pub program: Option<Program>,
    /// The line on its standard input; none to only wait.
    #[serde(default)]
    pub tell: Option<String>,
    /// Fields of the line of its output to wait for; none to go on at once.
    #[serde(default)]
    pub until: BTreeMap<String, Value>,
}

/// What becomes of a partner's program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// It ends; its store stays.
    Stop,
    /// It starts again on its store.
    Start,
    /// The last message that it got is sent to it once more, byte for byte, as a crash of the sender would.
    Repeat,
}

/// A refusal as `bianzhi -o json` reports it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Exit code.
    pub exit: i32,
    /// Reason of the refusal.
    pub reason: String,
    /// Codes or field paths of all defects, in any order; not checked when absent.
    #[serde(default)]
    pub defects: Option<Vec<String>>,
    /// JSON paths of the error and what must stand there.
    #[serde(default)]
    pub expect: BTreeMap<String, Value>,
}

impl Scenario {
    /// Reads a scenario file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
        serde_yaml_ng::from_str(&text).with_context(|| format!("{} is no scenario", path.display()))
    }
}

/// Splits a command line at spaces; parts in double quotes stay together.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut begun) = (false, false);
    for character in line.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                begun = true;
            }
            ' ' | '\n' if !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            _ => {
                word.push(character);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_parts_of_a_command_stay_together() {
        assert_eq!(
            words(r#"case approve X --basis "Decree 486 Art. 6" -o json"#),
            ["case", "approve", "X", "--basis", "Decree 486 Art. 6", "-o", "json"]
        );
        assert_eq!(words(r#"a "" b"#), ["a", "", "b"]);
    }
}
