//! The words of a paper as its template prints them: every value a text, an empty one 无.

use serde_json::{Value, json};

use crate::domain::{
    Body, Direction, Entry, Funding, Letter, Paper, PaperCopy, Permit, Snapshot, capital, date_zh,
};

/// What the template gets. Labels stand in the template, values here.
pub(super) fn sheet(paper: &Paper, copy: PaperCopy) -> Value {
    let head = &paper.head;
    let mut sheet = match &paper.body {
        Body::Letter(letter) => letter_words(letter),
        Body::Permit(permit) => permit_words(permit),
        Body::Entry(entry) => entry_words(entry),
        Body::Funding(funding) => funding_words(funding),
    };
    sheet["title"] = paper.title().into();
    sheet["doc_no"] = head.doc_no.as_str().into();
    sheet["case_no"] = head.case_no.as_str().into();
    sheet["issued_on"] = date_zh(head.issued_on).into();
    sheet["office"] = head.office.as_str().into();
    sheet["to"] = said(&head.addressee).into();
    sheet["copies"] = said(&head.copies.join("，")).into();
    sheet["copy_mark"] = copy.mark().into();
    sheet
}

fn letter_words(letter: &Letter) -> Value {
    let slips: Vec<Value> =
        letter.slips.iter().map(|slip| json!({"title": slip.title, "doc_no": slip.doc_no})).collect();
    json!({
        "paragraphs": letter.paragraphs,
        "validity": said(&letter.validity),
        "remedy": said(&letter.remedy),
        "contact": said(&letter.contact),
        "slips": slips,
    })
}

fn permit_words(permit: &Permit) -> Value {
    let mut posts: Vec<Value> = permit
        .posts
        .iter()
        .map(|line| {
            json!({
                "division": said(&line.division),
                "post": said(&line.post),
                "category": said(&line.category),
                "education": said(&line.education),
                "quantity": line.quantity.to_string(),
            })
        })
        .collect();
    if posts.is_empty() {
        let none = said("");
        posts.push(
            json!({"division": none, "post": none, "category": none, "education": none, "quantity": none}),
        );
    }
    json!({
        "unit": permit.unit.name,
        "uscc": said(&permit.unit.uscc),
        "supervisor": said(&permit.unit.supervisor),
        "quota_type": said(&permit.quota_type),
        "funding": said(&permit.funding),
        "channel": said(&permit.channel),
        "quantity": permit.quantity.to_string(),
        "quantity_words": capital(permit.quantity),
        "posts": posts,
        "before": snapshot("核准前", permit.before),
        "after": snapshot("核准后", permit.after),
        "valid_from": date_zh(permit.valid_from),
        "valid_to": date_zh(permit.valid_to),
        "basis": said(&permit.basis),
    })
}

fn entry_words(entry: &Entry) -> Value {
    let opinions: Vec<String> = entry
        .opinions
        .iter()
        .map(|opinion| {
            format!("{}：{}（{}）", opinion.department, said(&opinion.verdict), date_zh(opinion.date))
        })
        .collect();
    json!({
        "unit": entry.unit.name,
        "uscc": said(&entry.unit.uscc),
        "division": said(&entry.unit.division),
        "name": said(&entry.name),
        "sex": said(&entry.sex),
        "birth_month": said(&entry.birth_month),
        "masked_id_number": said(&entry.masked_id_number),
        "channel": said(&entry.channel),
        "previous_unit": said(&entry.previous_unit),
        "quota_type": said(&entry.quota_type),
        "funding": said(&entry.funding),
        "post": said(&entry.post),
        "rank": said(&entry.rank),
        "category": said(&entry.category),
        "effective_on": date_zh(entry.effective_on),
        "permit_no": said(&entry.permit_no),
        "after": snapshot("", entry.after),
        "opinions": said(&opinions.join("；")),
        "basis": said(&entry.basis),
    })
}

fn funding_words(funding: &Funding) -> Value {
    let (direction, pay_month_name) = match funding.direction {
        Direction::Increase => ("增加", "起薪月份"),
        Direction::Decrease => ("减少", "停薪月份"),
        Direction::Change => ("变更", "变更月份"),
    };
    let persons: Vec<Value> = funding
        .persons
        .iter()
        .map(|person| json!({"name": said(&person.name), "masked_id_number": said(&person.masked_id_number)}))
        .collect();
    json!({
        "unit": funding.unit.name,
        "uscc": said(&funding.unit.uscc),
        "direction": direction,
        "quota_type": said(&funding.quota_type),
        "funding": said(&funding.funding),
        "count": funding.persons.len().to_string(),
        "pay_month_name": pay_month_name,
        "pay_month": said(&funding.pay_month),
        "linked_no": said(&funding.linked_no),
        "persons": persons,
        "basis": said(&funding.basis),
    })
}

fn snapshot(at: &str, figures: Snapshot) -> Value {
    json!({
        "at": at,
        "date": date_zh(figures.date),
        "approved": figures.approved.to_string(),
        "occupied": figures.occupied.to_string(),
        "reserved": figures.reserved.to_string(),
        "available": figures.available.to_string(),
    })
}

/// The text, or 无: a form never leaves the reader to guess whether a field was forgotten.
fn said(text: &str) -> &str {
    if text.trim().is_empty() { "无" } else { text }
}

/// Hands over every text of a sheet.
pub(super) fn texts(sheet: &Value, visit: &mut impl FnMut(&str)) {
    match sheet {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, visit)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
