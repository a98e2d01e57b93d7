//! Verifying a paper by its QR code and a key list alone, on a machine without a network.

use std::path::Path;

use codes::{Label, Lang};
use seal::{Payload, PublicKeys, Verdict};
use serde::Serialize;

use crate::answer::{Answer, label};
use crate::exit::Exit;
use crate::failure::Failure;

/// What can be said offline. Whether the paper is still in force is not among it.
#[derive(Serialize)]
struct View {
    /// `AUTHENTIC`, `BAD_SIGNATURE`, `UNKNOWN_KEY`, `REVOKED_KEY` or `MALFORMED`.
    verdict: &'static str,
    /// Always null: unknown without a network.
    state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_sm3: Option<String>,
    problem: String,
}

/// Reads the key list and says what the scanned text is.
pub(super) fn verify(payload: &str, keys: &Path, lang: Lang) -> Result<Answer, Box<Failure>> {
    let verdict = read(keys)?.verify(payload);
    let (name, sentence, payload, problem) = match verdict {
        Verdict::Authentic(payload) => (
            "AUTHENTIC",
            label("真实(是否仍有效需联网核验)", "authentic, currency unknown"),
            Some(payload),
            String::new(),
        ),
        Verdict::BadSignature(payload) => (
            "BAD_SIGNATURE",
            label("签名不符,内容被改动或伪造", "the signature does not hold"),
            Some(payload),
            String::new(),
        ),
        Verdict::UnknownKey(payload) => (
            "UNKNOWN_KEY",
            label("签发密钥不在清单中", "the key is not in the list"),
            Some(payload),
            String::new(),
        ),
        Verdict::RevokedKey(payload, revocation) => (
            "REVOKED_KEY",
            label("签发密钥已吊销", "the key was revoked"),
            Some(payload),
            format!("{} {}", revocation.revoked_on, revocation.reason).trim().to_owned(),
        ),
        Verdict::Malformed(why) => {
            ("MALFORMED", label("不是本系统的二维码", "not a code of ours"), None, why.to_string())
        }
    };
    let exit = if name == "AUTHENTIC" { Exit::Ok } else { Exit::VerificationFailed };
    answer(name, sentence, payload.as_ref(), problem, lang).map(|answer| answer.ending(exit))
}

fn answer(
    verdict: &'static str,
    sentence: Label,
    payload: Option<&Payload>,
    problem: String,
    lang: Lang,
) -> Result<Answer, Box<Failure>> {
    let view = View {
        verdict,
        state: None,
        r#type: payload.map(|payload| payload.paper_type.letter().to_string()),
        doc_key: payload.map(|payload| payload.doc_key.to_string()),
        issue_date: payload.map(|payload| payload.issued_on.to_string()),
        content_sm3: payload.map(|payload| payload.content.to_string()),
        problem,
    };
    let mut facts = vec![(label("核验结果", "verdict"), sentence.in_lang(lang).to_owned())];
    let optional = [
        (label("文书类型", "type"), view.r#type.clone()),
        (label("文书标识", "document key"), view.doc_key.clone()),
        (label("签发日期", "issued"), view.issue_date.clone()),
        (label("内容SM3", "content SM3"), view.content_sm3.clone()),
    ];
    facts.extend(optional.into_iter().filter_map(|(label, value)| value.map(|value| (label, value))));
    if !view.problem.is_empty() {
        facts.push((label("说明", "problem"), view.problem.clone()));
    }
    Ok(Answer::of(&view)?.facts(facts, lang))
}

fn read(path: &Path) -> Result<PublicKeys, Box<Failure>> {
    let unreadable = |why: &dyn std::fmt::Display| {
        let path = path.display();
        Failure::usage(
            format!("公钥清单{path}无法读取:{why}"),
            format!("the key list {path} can't be read: {why}"),
        )
    };
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(&error))?;
    serde_json::from_str(&text).map_err(|error| unreadable(&error))
}
