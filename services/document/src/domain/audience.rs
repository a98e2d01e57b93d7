//! Who may see a paper, and how much of it (domain.md §3.8, §5.6, I39).

use serde_json::Value;

use super::{Document, PaperCopy, PaperKind};

/// What a caller is, as far as papers are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The unit of the caller's certificate; none for a partner's system or a service.
    pub unit_id: Option<String>,
    /// The jurisdiction whose office or department the caller belongs to.
    pub jurisdiction_id: Option<String>,
    pub kinds: Vec<ReaderKind>,
}

/// A capacity in which a caller reads; one caller may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReaderKind {
    /// Another house of the mesh; policy says which may ask.
    Service,
    /// The staffing office of the jurisdiction.
    Office,
    OrgDept,
    HrBureau,
    Finance,
    Pension,
}

/// How much of a paper a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// All that is printed.
    Full,
    /// What pay depends on, persons included.
    Pay,
    /// That it exists: kind, number, dates, office, unit. No person.
    Public,
}

/// Fields of a paper that tell about a person.
const PERSONAL: [&str; 17] = [
    "name",
    "sex",
    "birth_month",
    "masked_id_number",
    "previous_unit",
    "opinions",
    "persons",
    "paragraphs",
    "subject",
    "post",
    "rank",
    "category",
    "basis",
    "permit_no",
    "linked_no",
    "effective_on",
    "channel",
];

/// Fields of a paper that pay does not depend on.
const NOT_FOR_PAY: [&str; 6] = ["sex", "birth_month", "previous_unit", "opinions", "paragraphs", "subject"];

impl Reader {
    /// Whether the paper may be shown to the reader who did not scan it.
    ///
    /// The unit concerned and its department, the office, the departments the paper is addressed to.
    pub fn may_see(&self, document: &Document) -> bool {
        let own =
            self.unit_id.as_ref().is_some_and(|id| *id == document.unit_id || *id == document.department_id);
        let here = self.jurisdiction_id.as_ref() == Some(&document.jurisdiction_id);
        own || self.is(ReaderKind::Service)
            || (here && (self.is(ReaderKind::Office) || self.addressed_kinds().contains(&document.kind)))
    }

    /// How much the reader sees of a paper; of one that was only scanned as much as its capacity grants.
    pub fn audience(&self, document: &Document) -> Audience {
        let here = self.jurisdiction_id.as_ref() == Some(&document.jurisdiction_id);
        if self.may_see(document) {
            Audience::Full
        } else if here && self.is(ReaderKind::Finance) {
            Audience::Pay
        } else {
            Audience::Public
        }
    }

    /// The copy that is this reader's.
    pub fn copy(&self, document: &Document) -> Option<PaperCopy> {
        if !self.may_see(document) {
            return None;
        }
        let own =
            self.unit_id.as_ref().is_some_and(|id| *id == document.unit_id || *id == document.department_id);
        let wanted = if self.is(ReaderKind::Office) || self.is(ReaderKind::Service) {
            PaperCopy::Archive
        } else if own {
            PaperCopy::Unit
        } else if self.is(ReaderKind::Finance) {
            PaperCopy::Finance
        } else {
            PaperCopy::OrgHr
        };
        PaperCopy::of_kind(document.kind).iter().copied().find(|copy| *copy == wanted)
    }

    /// The kinds of paper that are addressed to this reader's department (domain.md §5.2, last row).
    pub fn addressed_kinds(&self) -> Vec<PaperKind> {
        let mut kinds = vec![];
        if self.is(ReaderKind::OrgDept) || self.is(ReaderKind::HrBureau) {
            kinds.extend([PaperKind::Permit, PaperKind::Entry]);
        }
        if self.is(ReaderKind::Pension) {
            kinds.push(PaperKind::Entry);
        }
        if self.is(ReaderKind::Finance) || self.is(ReaderKind::HrBureau) {
            kinds.push(PaperKind::Funding);
        }
        kinds
    }

    /// Whether the reader has this capacity.
    pub fn is(&self, kind: ReaderKind) -> bool {
        self.kinds.contains(&kind)
    }
}

impl Audience {
    /// The canonical words of a paper with what this audience may not read left out.
    ///
    /// For the full audience the text comes back byte for byte, so that its digest can be checked.
    pub fn view(self, canonical: &str) -> Result<String, serde_json::Error> {
        let hidden: &[&str] = match self {
            Self::Full => return Ok(canonical.to_owned()),
            Self::Pay => &NOT_FOR_PAY,
            Self::Public => &PERSONAL,
        };
        let mut paper: Value = serde_json::from_str(canonical)?;
        if let Some(Value::Object(kinds)) = paper.get_mut("body") {
            for body in kinds.values_mut().filter_map(Value::as_object_mut) {
                body.retain(|field, _| !hidden.contains(&field.as_str()));
            }
        }
        serde_json::to_string(&paper)
    }
}

#[cfg(test)]
mod tests {
    use seal::Digest;
    use time::macros::date;

    use super::*;
    use crate::domain::{DocNo, DocumentId, DocumentState, samples};

    fn document(position: usize) -> Document {
        let order = samples::entry_order();
        let number = DocNo { prefix: "荆编进".to_owned(), year: 2026, serial: 87 };
        let paper = order.freeze("市委编办", &[number.clone(), number.clone(), number]).remove(position);
        let canonical = seal::canonical(&paper).unwrap();
        Document {
            id: DocumentId::new(),
            doc_no: paper.head.doc_no.clone(),
            kind: paper.kind(),
            state: DocumentState::Issued,
            state_since: None,
            case_id: order.case_id,
            unit_id: order.unit_id,
            department_id: order.department_id,
            jurisdiction_id: order.jurisdiction_id,
            issued_on: date!(2026 - 08 - 25),
            content_sm3: Digest::of(&canonical).to_string(),
            canonical,
            qr: String::new(),
            rendered: true,
        }
    }

    fn reader(unit: Option<&str>, kind: Option<ReaderKind>) -> Reader {
        Reader {
            unit_id: unit.map(str::to_owned),
            jurisdiction_id: Some("420800".to_owned()),
            kinds: kind.into_iter().collect(),
        }
    }

    #[test]
    fn a_paper_is_shown_to_its_unit_its_department_and_those_it_is_addressed_to() {
        let (entry, funding, letter) = (document(0), document(1), document(2));
        let cases = [
            (reader(Some("sch"), None), [true, true, true]),
            (reader(Some("edu"), None), [true, true, true]),
            (reader(Some("pol"), None), [false, false, false]),
            (reader(Some("so"), Some(ReaderKind::Office)), [true, true, true]),
            (reader(Some("org"), Some(ReaderKind::OrgDept)), [true, false, false]),
            (reader(Some("hr"), Some(ReaderKind::HrBureau)), [true, true, false]),
            (reader(None, Some(ReaderKind::Finance)), [false, true, false]),
            (reader(None, Some(ReaderKind::Pension)), [true, false, false]),
        ];
        for (reader, expected) in cases {
            let seen = [&entry, &funding, &letter].map(|document| reader.may_see(document));
            assert_eq!(seen, expected, "{reader:?}");
        }
    }

    #[test]
    fn finance_of_another_city_reads_no_person() {
        let finance =
            Reader { jurisdiction_id: Some("420881".to_owned()), ..reader(None, Some(ReaderKind::Finance)) };

        let text = finance.audience(&document(0)).view(&document(0).canonical).unwrap();

        assert!(text.contains("荆门市第一实验中学") && text.contains("荆编进〔2026〕87号"), "{text}");
        assert!(!text.contains("李静文") && !text.contains("0026") && !text.contains("高中语文"), "{text}");
    }

    #[test]
    fn finance_that_scans_an_entry_reads_what_pay_depends_on() {
        let text = reader(None, Some(ReaderKind::Finance))
            .audience(&document(0))
            .view(&document(0).canonical)
            .unwrap();

        assert!(text.contains("李静文") && text.contains("财政全额拨款"), "{text}");
        assert!(!text.contains("1998年11月") && !text.contains("组织部：同意"), "{text}");
        assert!(!text.contains("opinions"), "{text}");
    }

    #[test]
    fn the_full_audience_reads_what_was_hashed() {
        let document = document(0);

        let text = Audience::Full.view(&document.canonical).unwrap();

        assert_eq!(Digest::of(text).to_string(), document.content_sm3);
    }

    #[test]
    fn every_reader_gets_the_copy_made_for_it() {
        let funding = document(1);
        let copies = [
            reader(Some("sch"), None).copy(&funding),
            reader(Some("so"), Some(ReaderKind::Office)).copy(&funding),
            reader(None, Some(ReaderKind::Finance)).copy(&funding),
            reader(Some("hr"), Some(ReaderKind::HrBureau)).copy(&funding),
            reader(Some("pol"), None).copy(&funding),
        ];
        let expected = [
            Some(PaperCopy::Unit),
            Some(PaperCopy::Archive),
            Some(PaperCopy::Finance),
            Some(PaperCopy::OrgHr),
            None,
        ];
        assert_eq!(copies, expected);
    }
}
