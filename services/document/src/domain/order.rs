//! What a case asks to be put on paper, before there are numbers, and how it is frozen with them.

use kernel::error::{Coded, Kind, Violation};
use serde_json::Value;
use time::Date;

use super::{Body, DocNo, Head, Paper, PaperKind, SlipRef};

/// The papers of one case (一函一单): slips in the order of their numbers, and the letter that lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub case_id: String,
    pub jurisdiction_id: String,
    /// The unit concerned.
    pub unit_id: String,
    /// Its department, the letter's addressee.
    pub department_id: String,
    pub issued_on: Date,
    pub slips: Vec<Slip>,
    pub letter: Slip,
}

/// One paper without its number. What only issuing can know (a letter's list of slips, a funding
/// notice's linked number) is still empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    pub addressee: String,
    pub copies: Vec<String>,
    pub body: Body,
}

/// A text longer than this is no field of a form.
const LONGEST: usize = 1000;

/// An order whose words cannot go on paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} fields of the papers are wrong", .0.len())]
pub struct OrderError(pub Vec<Violation>);

impl Coded for OrderError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn reason(&self) -> &str {
        "FIELD_INVALID"
    }

    fn violations(&self) -> &[Violation] {
        &self.0
    }
}

impl Order {
    /// All papers, slips first, then the letter.
    pub fn papers(&self) -> impl Iterator<Item = &Slip> {
        self.slips.iter().chain([&self.letter])
    }

    /// The kinds of the papers, in the same order.
    pub fn kinds(&self) -> Vec<PaperKind> {
        self.papers().map(|slip| slip.body.kind()).collect()
    }

    /// Checks every field and says all that is wrong (一次性告知).
    ///
    /// # Errors
    /// All violations at once.
    pub fn check(&self) -> Result<(), OrderError> {
        let mut violations = Vec::new();
        let ids = [
            ("case_id", &self.case_id),
            ("jurisdiction_id", &self.jurisdiction_id),
            ("unit_id", &self.unit_id),
            ("department_id", &self.department_id),
        ];
        for (field, id) in ids {
            require(&mut violations, field.to_owned(), id);
        }
        for (position, slip) in self.slips.iter().enumerate() {
            slip.check(&format!("slips[{position}].{}", slip.body.kind().code()), &mut violations);
        }
        self.letter.check("letter", &mut violations);
        if violations.is_empty() { Ok(()) } else { Err(OrderError(violations)) }
    }

    /// Gives every paper its number and what follows from the numbers. From here on the words are final.
    ///
    /// `numbers` has one number for each of [`Self::kinds`]; a paper without one is left out.
    pub fn freeze(&self, office: &str, numbers: &[DocNo]) -> Vec<Paper> {
        let mut papers: Vec<Paper> = self
            .papers()
            .zip(numbers)
            .map(|(slip, number)| Paper {
                head: Head {
                    doc_no: number.to_string(),
                    case_no: self.case_id.clone(),
                    issued_on: self.issued_on,
                    office: office.to_owned(),
                    addressee: slip.addressee.clone(),
                    copies: slip.copies.clone(),
                },
                body: slip.body.clone(),
            })
            .collect();

        let entry_no =
            papers.iter().find(|paper| paper.kind() == PaperKind::Entry).map(|p| p.head.doc_no.clone());
        let slips: Vec<SlipRef> = papers
            .iter()
            .filter(|paper| paper.kind() != PaperKind::Letter)
            .map(|paper| SlipRef { title: paper.title(), doc_no: paper.head.doc_no.clone() })
            .collect();
        for paper in &mut papers {
            match &mut paper.body {
                Body::Funding(funding) => funding.linked_no = entry_no.clone().unwrap_or_default(),
                Body::Letter(letter) => letter.slips.clone_from(&slips),
                Body::Permit(_) | Body::Entry(_) => {}
            }
        }
        papers
    }
}

impl Slip {
    fn check(&self, path: &str, violations: &mut Vec<Violation>) {
        require(violations, format!("{path}.addressee"), &self.addressee);
        for (field, text) in self.body.required() {
            require(violations, format!("{path}.{field}"), text);
        }
        for (field, zh, en) in self.body.contradictions() {
            violations.push(violation(format!("{path}.{field}"), zh, en));
        }
        check_text(&self.addressee, &format!("{path}.addressee"), violations);
        for (position, copy) in self.copies.iter().enumerate() {
            check_text(copy, &format!("{path}.copies[{position}]"), violations);
        }
        // The words as JSON have every text of every kind of paper, so that none is forgotten.
        match serde_json::to_value(&self.body) {
            Ok(Value::Object(kinds)) => kinds.values().for_each(|words| check_texts(words, path, violations)),
            Ok(_) | Err(_) => {
                violations.push(violation(path.to_owned(), "无法写成文书", "cannot be written down"));
            }
        }
    }
}

impl Body {
    /// What kind of paper has this body.
    pub fn kind(&self) -> PaperKind {
        match self {
            Self::Letter(_) => PaperKind::Letter,
            Self::Permit(_) => PaperKind::Permit,
            Self::Entry(_) => PaperKind::Entry,
            Self::Funding(_) => PaperKind::Funding,
        }
    }

    /// Fields without which the paper says nothing; all others may be 无.
    fn required(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::Letter(letter) => {
                let first = letter.paragraphs.first().map(String::as_str).unwrap_or_default();
                vec![
                    ("subject", letter.subject.as_str()),
                    ("paragraphs", first),
                    ("remedy", letter.remedy.as_str()),
                    ("contact", letter.contact.as_str()),
                ]
            }
            Self::Permit(permit) => vec![
                ("unit.name", permit.unit.name.as_str()),
                ("unit.uscc", permit.unit.uscc.as_str()),
                ("quota_type", permit.quota_type.as_str()),
                ("funding", permit.funding.as_str()),
                ("channel", permit.channel.as_str()),
            ],
            Self::Entry(entry) => vec![
                ("unit.name", entry.unit.name.as_str()),
                ("unit.uscc", entry.unit.uscc.as_str()),
                ("name", entry.name.as_str()),
                ("sex", entry.sex.as_str()),
                ("birth_month", entry.birth_month.as_str()),
                ("masked_id_number", entry.masked_id_number.as_str()),
                ("channel", entry.channel.as_str()),
                ("quota_type", entry.quota_type.as_str()),
                ("funding", entry.funding.as_str()),
                ("post", entry.post.as_str()),
                ("category", entry.category.as_str()),
            ],
            Self::Funding(funding) => {
                let first = funding.persons.first().map(|person| person.name.as_str()).unwrap_or_default();
                vec![
                    ("unit.name", funding.unit.name.as_str()),
                    ("unit.uscc", funding.unit.uscc.as_str()),
                    ("persons", first),
                    ("quota_type", funding.quota_type.as_str()),
                    ("funding", funding.funding.as_str()),
                    ("pay_month", funding.pay_month.as_str()),
                ]
            }
        }
    }

    /// What a paper of this kind must not say: field, in Chinese, in English.
    fn contradictions(&self) -> Vec<(String, &'static str, &'static str)> {
        let unmasked = "公民身份号码在文书上应当隐去出生日期";
        let unmasked_en = "a citizen ID stands masked on paper, with 8 asterisks for the birth date";
        match self {
            Self::Letter(_) => vec![],
            Self::Permit(permit) => {
                let mut found = vec![];
                if permit.quantity == 0 {
                    found.push(("quantity".to_owned(), "至少1名", "at least 1"));
                }
                if permit.valid_to < permit.valid_from {
                    found.push(("valid_to".to_owned(), "不得早于起始日期", "must not be before valid_from"));
                }
                found
            }
            Self::Entry(entry) if is_masked(&entry.masked_id_number) => vec![],
            Self::Entry(_) => vec![("masked_id_number".to_owned(), unmasked, unmasked_en)],
            Self::Funding(funding) => funding
                .persons
                .iter()
                .enumerate()
                .filter(|(_, person)| !is_masked(&person.masked_id_number))
                .map(|(position, _)| (format!("persons[{position}].masked_id_number"), unmasked, unmasked_en))
                .collect(),
        }
    }
}

/// Whether an ID shows neither birth date nor, by it, the whole number (I32, §5.2).
fn is_masked(id_number: &str) -> bool {
    id_number.contains("********")
}

fn require(violations: &mut Vec<Violation>, field: String, text: &str) {
    if text.trim().is_empty() {
        violations.push(violation(field, "必填", "is required"));
    }
}

fn check_texts(words: &Value, path: &str, violations: &mut Vec<Violation>) {
    match words {
        Value::String(text) => check_text(text, path, violations),
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                check_texts(item, &format!("{path}[{position}]"), violations);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                check_texts(value, &format!("{path}.{name}"), violations);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn check_text(text: &str, path: &str, violations: &mut Vec<Violation>) {
    if text.chars().any(char::is_control) {
        violations.push(violation(path.to_owned(), "不得含有控制字符", "must not have control characters"));
    }
    if text.chars().count() > LONGEST {
        violations.push(violation(path.to_owned(), "至多1000个字", "at most 1000 characters"));
    }
}

fn violation(field: String, zh: &str, en: &str) -> Violation {
    Violation { field, zh: zh.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;

    fn number(prefix: &str, serial: i32) -> DocNo {
        DocNo { prefix: prefix.to_owned(), year: 2026, serial }
    }

    #[test]
    fn a_letter_lists_its_slips_and_funding_names_the_entry() {
        let order = samples::entry_order();

        let papers =
            order.freeze("市委编办", &[number("荆编进", 87), number("荆编核", 91), number("荆编函", 46)]);

        let Body::Funding(funding) = &papers[1].body else { panic!("second paper") };
        assert_eq!(funding.linked_no, "荆编进〔2026〕87号");
        let Body::Letter(letter) = &papers[2].body else { panic!("third paper") };
        let listed: Vec<&str> = letter.slips.iter().map(|slip| slip.doc_no.as_str()).collect();
        assert_eq!(listed, ["荆编进〔2026〕87号", "荆编核〔2026〕91号"]);
    }

    #[test]
    fn the_same_order_and_numbers_give_the_same_canonical_text() {
        let numbers = [number("荆编进", 87), number("荆编核", 91), number("荆编函", 46)];
        let papers = samples::entry_order().freeze("市委编办", &numbers);
        let again = samples::entry_order().freeze("市委编办", &numbers);

        let text = seal::canonical(&papers[0]).unwrap();

        assert_eq!(text, seal::canonical(&again[0]).unwrap());
        assert_eq!(serde_json::from_str::<Paper>(&text).unwrap(), papers[0]);
    }

    #[test]
    fn all_defects_of_an_order_come_at_once() {
        let mut order = samples::entry_order();
        order.unit_id.clear();
        let Body::Entry(entry) = &mut order.slips[0].body else { panic!("first slip") };
        entry.masked_id_number = "420800199811040026".to_owned();
        entry.post = "\u{7}".to_owned();
        order.letter.addressee = " ".to_owned();

        let OrderError(violations) = order.check().unwrap_err();

        let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            ["unit_id", "slips[0].entry.masked_id_number", "slips[0].entry.post", "letter.addressee"]
        );
    }

    #[test]
    fn a_complete_order_has_no_defects() {
        assert_eq!(samples::entry_order().check(), Ok(()));
        assert_eq!(samples::permit_order().check(), Ok(()));
    }
}
