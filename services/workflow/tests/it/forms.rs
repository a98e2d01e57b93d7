//! The forms of G1.

use proto::google::r#type::Date;
use proto::r#type::v1::proposed_change::Change;
use proto::r#type::v1::{Bucket, Entry, EntryPerson, Funding, PostLine, ProposedChange, QuotaUse};

fn bucket() -> Option<Bucket> {
    let (institution_id, quota_type) = ("sch".into(), "INST".into());
    Some(Bucket { institution_id, quota_type, funding: Funding::Full.into() })
}

/// So many seats for teachers of the school.
pub fn quota_use(quantity: i32) -> ProposedChange {
    let post = PostLine {
        division_id: "sch-d1".into(),
        post: "高中语文教师".into(),
        category: "INST_PROFESSIONAL".into(),
        education: "21".into(),
        quantity,
    };
    let form = QuotaUse {
        bucket: bucket(),
        channel: "OPEN_RECRUIT".into(),
        quantity,
        posts: vec![post],
        planned_date: Some(Date { year: 2026, month: 9, day: 1 }),
        justification: String::new(),
    };
    ProposedChange { change: Some(Change::QuotaUse(form)) }
}

/// 李静文 enters the school.
pub fn entry() -> ProposedChange {
    let person = EntryPerson {
        name: "李静文".into(),
        id_number: "420800199811040026".into(),
        sex: "2".into(),
        birth_date: Some(Date { year: 1998, month: 11, day: 4 }),
        ethnicity: "01".into(),
        education: "21".into(),
        political_status: "13".into(),
        retirement_class: "f55".into(),
    };
    let form = Entry {
        bucket: bucket(),
        permit: "荆编用〔2026〕12号".into(),
        channel: "OPEN_RECRUIT".into(),
        person: Some(person),
        division_id: "sch-d1".into(),
        post: "高中语文教师".into(),
        post_level: "9112".into(),
        category: "INST_PROFESSIONAL".into(),
        effective_date: Some(Date { year: 2026, month: 9, day: 1 }),
        previous_unit: String::new(),
    };
    ProposedChange { change: Some(Change::Entry(form)) }
}

/// A form changed in its entry.
pub fn entry_with(change: impl FnOnce(&mut Entry)) -> ProposedChange {
    let Some(Change::Entry(mut form)) = entry().change else { panic!("an entry is an entry") };
    change(&mut form);
    ProposedChange { change: Some(Change::Entry(form)) }
}
