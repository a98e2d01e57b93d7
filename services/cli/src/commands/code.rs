//! `code check uscc|id|area TEXT`: is a code well formed, and if not, why.

use std::io::Read;

use clap::{Args, Subcommand, ValueEnum};
use codes::{AreaCode, CitizenId, CreditCode, Label, Lang, TownshipCode};
use serde::Serialize;

use crate::answer::{Answer, label};
use crate::exit::Exit;
use crate::failure::Failure;

/// Codes and numbers.
#[derive(Debug, Subcommand)]
pub enum Code {
    /// Check a code; ends with 0 if it is valid and with 3 if not.
    Check(Check),
}

/// Arguments of `code check`.
#[derive(Debug, Args)]
pub struct Check {
    /// uscc: unified social credit code; id: citizen ID; area: area or township code.
    #[arg(value_enum)]
    kind: Kind,
    /// The code, or `-` to read it from standard input (a citizen ID then stays out of the shell's history).
    text: String,
}

/// The kinds of code that can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Uscc,
    Id,
    Area,
}

#[derive(Serialize)]
struct View {
    kind: &'static str,
    valid: bool,
    /// Why the code is not valid, in both languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Sentence>,
    /// What a valid code tells.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    tells: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Sentence {
    zh: String,
    en: String,
}

/// A fact that a code tells: key, label, value.
type Fact = (&'static str, Label, String);

impl Code {
    pub(crate) fn run(self, lang: Lang) -> Result<Answer, Box<Failure>> {
        let Self::Check(Check { kind, text }) = self;
        let text = if text == "-" { from_standard_input()? } else { text };
        let told = match kind {
            Kind::Uscc => uscc(&text, lang),
            Kind::Id => id(&text, lang),
            Kind::Area => area(&text, lang),
        };
        match told {
            Ok(facts) => valid(kind, facts, lang),
            Err(reason) => invalid(kind, reason, lang),
        }
    }
}

pub(crate) fn from_standard_input() -> Result<String, Box<Failure>> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text).map_err(|error| Failure::internal(&error))?;
    Ok(text.trim().to_owned())
}

fn uscc(text: &str, lang: Lang) -> Result<Vec<Fact>, Sentence> {
    let code: CreditCode = text
        .parse()
        .map_err(|error: codes::credit_code::Error| Sentence { zh: error.zh(), en: error.to_string() })?;
    let name = code.area().parse().ok().and_then(|area: AreaCode| area.label());
    Ok(vec![
        ("uscc", label("统一社会信用代码", "credit code"), code.to_string()),
        ("area", label("登记区划", "area of registration"), code.area().to_owned()),
        (
            "area_name",
            label("区划名称", "area name"),
            name.map_or_else(String::new, |name| name.in_lang(lang).to_owned()),
        ),
    ])
}

fn id(text: &str, lang: Lang) -> Result<Vec<Fact>, Sentence> {
    let id: CitizenId = text
        .parse()
        .map_err(|error: codes::citizen_id::Error| Sentence { zh: error.zh(), en: error.to_string() })?;
    Ok(vec![
        ("masked", label("公民身份号码", "citizen ID"), id.masked()),
        ("birth", label("出生日期", "date of birth"), id.birth().to_string()),
        ("sex", label("性别", "sex"), id.sex().label().in_lang(lang).to_owned()),
    ])
}

fn area(text: &str, lang: Lang) -> Result<Vec<Fact>, Sentence> {
    let sentence = |error: codes::area::Error| Sentence { zh: error.zh(), en: error.to_string() };
    let area: AreaCode = if text.chars().count() == 9 {
        text.parse::<TownshipCode>().map_err(sentence)?.county().clone()
    } else {
        text.parse().map_err(sentence)?
    };
    let name = area.label().map_or_else(String::new, |name| name.in_lang(lang).to_owned());
    let parent = area.parent().map_or_else(String::new, |parent| parent.to_string());
    Ok(vec![
        ("code", label("区划代码", "area code"), text.to_owned()),
        ("area", label("县级及以上区划", "area"), area.to_string()),
        ("name", label("名称", "name"), name),
        ("parent", label("上级区划", "parent"), parent),
    ])
}

fn valid(kind: Kind, facts: Vec<Fact>, lang: Lang) -> Result<Answer, Box<Failure>> {
    let tells = facts.iter().map(|(key, _, value)| ((*key).to_owned(), value.as_str().into())).collect();
    let view = View { kind: kind.name(), valid: true, reason: None, tells };
    let yes = (label("是否有效", "valid"), label("是", "yes").in_lang(lang).to_owned());
    let shown =
        facts.into_iter().filter(|(_, _, value)| !value.is_empty()).map(|(_, label, value)| (label, value));
    Ok(Answer::of(&view)?.facts(std::iter::once(yes).chain(shown).collect(), lang))
}

fn invalid(kind: Kind, reason: Sentence, lang: Lang) -> Result<Answer, Box<Failure>> {
    let why = match lang {
        Lang::Zh => reason.zh.clone(),
        Lang::En => reason.en.clone(),
    };
    let view = View { kind: kind.name(), valid: false, reason: Some(reason), tells: serde_json::Map::new() };
    let facts = vec![
        (label("是否有效", "valid"), label("否", "no").in_lang(lang).to_owned()),
        (label("原因", "reason"), why),
    ];
    Ok(Answer::of(&view)?.facts(facts, lang).ending(Exit::VerificationFailed))
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Uscc => "uscc",
            Self::Id => "id",
            Self::Area => "area",
        }
    }
}
