//! Every paper of G1, set and read back. With `BIANZHI_PAPERS=DIR` the PDFs are left there to look at.

use std::{path::PathBuf, sync::LazyLock};

use document::{
    domain::{Body, DocNo, Order, Paper, PaperCopy, PaperKind, PostLine, samples},
    render::{RenderError, Renderer},
};
use seal::{Digest, DocKey, PaperType, Payload, Signer};
use serde_json::Value;

use crate::{
    house::{OFFICE, fonts},
    paper_text,
};

static RENDERER: LazyLock<Renderer> = LazyLock::new(|| Renderer::load(&fonts()).unwrap());
static SIGNER: LazyLock<Signer> = LazyLock::new(Signer::generate);

fn papers(order: &Order) -> Vec<Paper> {
    let number =
        |(prefix, serial): &(&str, i32)| DocNo { prefix: (*prefix).to_owned(), year: 2026, serial: *serial };
    let numbers: Vec<DocNo> = match order.slips.len() {
        1 => [("荆编用", 12), ("荆编函", 45)].iter().map(number).collect(),
        _ => [("荆编进", 87), ("荆编核", 91), ("荆编函", 46)].iter().map(number).collect(),
    };
    order.freeze(OFFICE, &numbers)
}

fn qr(paper: &Paper) -> String {
    let payload = Payload {
        paper_type: match paper.kind() {
            PaperKind::Permit => PaperType::Permit,
            PaperKind::Entry => PaperType::Entry,
            PaperKind::Funding => PaperType::Funding,
            PaperKind::Letter => PaperType::Letter,
        },
        doc_key: DocKey::random(),
        issued_on: paper.head.issued_on,
        content: Digest::of(seal::canonical(paper).unwrap()),
    };
    SIGNER.sign(payload).to_string()
}

fn render(paper: &Paper, copy: PaperCopy) -> Vec<u8> {
    let pdf = RENDERER.render(paper, &qr(paper), copy).unwrap();
    if let Some(folder) = std::env::var_os("BIANZHI_PAPERS") {
        let name = format!("{}-{}.pdf", paper.head.doc_no, copy.code());
        std::fs::write(PathBuf::from(folder).join(name), &pdf).unwrap();
    }
    pdf
}

/// Every text of the frozen words that is printed as it is.
fn words(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        Value::Object(fields) => {
            for (field, value) in fields {
                match (field.as_str(), value) {
                    ("direction", _) => found.push("增加".to_owned()),
                    // A letter names its unit in its subject, a funding notice has no room for the division.
                    (_, Value::String(text)) if is_date(text) => found.push(date(text)),
                    _ => words(value, found),
                }
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.split('-').count() == 3 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn date(text: &str) -> String {
    let parts: Vec<u32> = text.split('-').map(|part| part.parse().unwrap()).collect();
    format!("{}年{}月{}日", parts[0], parts[1], parts[2])
}

#[test]
fn every_field_of_every_paper_stands_on_it() {
    for order in [samples::permit_order(), samples::entry_order()] {
        for mut paper in papers(&order) {
            // Not printed by §5.2: a permit's and a funding notice's division, the supervisor elsewhere.
            match &mut paper.body {
                Body::Permit(permit) => permit.unit.division.clear(),
                Body::Entry(entry) => entry.unit.supervisor.clear(),
                Body::Funding(funding) => {
                    funding.unit.supervisor.clear();
                    funding.unit.division.clear();
                }
                Body::Letter(_) => {}
            }
            let text = paper_text::of(&render(&paper, PaperCopy::Archive));

            let mut expected = vec![paper.title(), "存档联".to_owned(), OFFICE.to_owned()];
            if matches!(paper.body, Body::Letter(_)) {
                expected.retain(|words| words != "存档联");
            }
            words(&serde_json::to_value(&paper).unwrap(), &mut expected);
            for field in expected {
                let field: String = field.chars().filter(|c| !c.is_whitespace()).collect();
                assert!(text.contains(&field), "{} lacks {field:?}: {text}", paper.head.doc_no);
            }
            assert!(!text.contains('\u{fffd}'), "{text}");
        }
    }
}

#[test]
fn an_empty_field_prints_none() {
    let mut paper = papers(&samples::entry_order()).remove(0);
    let Body::Entry(entry) = &mut paper.body else { panic!("first paper") };
    entry.rank.clear();
    entry.opinions.clear();

    let text = paper_text::of(&render(&paper, PaperCopy::Unit));

    for field in ["原工作单位无", "职级等级无", "审查意见无"] {
        assert!(text.contains(field), "{field}: {text}");
    }
}

#[test]
fn the_number_of_seats_stands_in_figures_and_capitals() {
    let text = paper_text::of(&render(&papers(&samples::permit_order())[0], PaperCopy::Unit));

    assert!(text.contains("2名（大写：贰名）"), "{text}");
    assert!(text.contains("自2026年3月10日起至2027年3月10日止，逾期自行失效"), "{text}");
}

#[test]
fn a_rare_character_of_a_name_is_printed() {
    let mut paper = papers(&samples::entry_order()).remove(0);
    paper.head.doc_no = "荆编进〔2026〕88号".to_owned();
    let Body::Entry(entry) = &mut paper.body else { panic!("first paper") };
    entry.name = "李喆龑㛃".to_owned();

    let text = paper_text::of(&render(&paper, PaperCopy::Unit));

    assert!(text.contains("李喆龑㛃"), "{text}");
}

#[test]
fn a_character_in_no_font_is_an_error_that_names_it() {
    let mut paper = papers(&samples::entry_order()).remove(0);
    let Body::Entry(entry) = &mut paper.body else { panic!("first paper") };
    entry.name = "李\u{323af}\u{1f600}".to_owned();

    let error = RENDERER.render(&paper, &qr(&paper), PaperCopy::Unit).unwrap_err();

    assert!(
        matches!(&error, RenderError::GlyphMissing(missing) if *missing == ['\u{323af}', '\u{1f600}']),
        "{error}"
    );
    assert_eq!(error.to_string(), "no font has U+323AF (\u{323af}), U+1F600 (\u{1f600})");
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let paper = &papers(&samples::entry_order())[1];
    let code = qr(paper);

    let first = RENDERER.render(paper, &code, PaperCopy::Finance).unwrap();
    let second = Renderer::load(&fonts()).unwrap().render(paper, &code, PaperCopy::Finance).unwrap();

    assert!(first == second, "two renderings differ");
}

#[test]
fn an_ordinary_slip_fits_on_one_page() {
    for order in [samples::permit_order(), samples::entry_order()] {
        for paper in papers(&order) {
            let expected = if matches!(paper.body, Body::Letter(_)) { 2 } else { 1 };
            assert_eq!(
                paper_text::pages(&render(&paper, PaperCopy::Unit)),
                expected,
                "{}",
                paper.head.doc_no
            );
        }
    }
}

#[test]
fn a_long_form_goes_on_and_loses_no_line() {
    let mut paper = papers(&samples::permit_order()).remove(0);
    paper.head.doc_no = "荆编用〔2026〕13号".to_owned();
    let Body::Permit(permit) = &mut paper.body else { panic!("first paper") };
    let line = permit.posts.remove(0);
    permit.posts =
        (1..=40).map(|grade| PostLine { post: format!("第{grade}岗位"), ..line.clone() }).collect();

    let pdf = render(&paper, PaperCopy::Unit);

    let text = paper_text::of(&pdf);
    for grade in 1..=40 {
        assert!(text.contains(&format!("第{grade}岗位")), "{grade}: {text}");
    }
    assert!(text.contains("—2—") && paper_text::pages(&pdf) > 1, "{text}");
}
