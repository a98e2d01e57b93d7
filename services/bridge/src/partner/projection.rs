//! Who may see what (domain.md §3.7, §3.8): one projection per role, granted by purpose.

use time::Date;

use super::message::{Candidate, EntryCompleted, Material, PermitGranted, ReviewRequest, Seat, Unit};
use crate::domain::{
    CaseCompletion, Department, Form, Institution, Opinion, Person, Recipient, RegistryChange, Review, Role,
    Told, masked,
};

/// What each recipient is told about a completed case. A role that the item does not concern gets nothing
/// (domain.md §3.7: a permit goes to organization and HR, an entry to all four).
pub fn facts(
    case_id: &str,
    change: &RegistryChange,
    completion: &CaseCompletion,
    institution: &Institution,
    person: Option<&Person>,
    recipients: &[Recipient],
) -> Result<Vec<Told>, serde_json::Error> {
    let mut told = Vec::new();
    for Recipient { partner_id, role } in recipients {
        let (event_type, data_schema, data) = match (person, role) {
            (Some(person), role) => (
                "cn.bianzhi.entry.completed.v1",
                "bianzhi.partner.EntryCompleted",
                serde_json::to_value(entry(case_id, change, completion, institution, person, *role))?,
            ),
            (None, Role::Organization | Role::Hr) => (
                "cn.bianzhi.permit.granted.v1",
                "bianzhi.partner.PermitGranted",
                serde_json::to_value(permit(case_id, change, completion, institution))?,
            ),
            (None, Role::Finance | Role::Pension) => continue,
        };
        told.push(Told {
            partner_id: partner_id.clone(),
            event_type: event_type.into(),
            data_schema: data_schema.into(),
            data,
        });
    }
    Ok(told)
}

/// What a department's system is asked: the form as far as its purpose needs it.
pub fn review_request(
    review: &Review,
    opinion: &Opinion,
    form: &Form,
    unit_name: &str,
    materials: &[(String, String, String)],
    partner_id: &str,
) -> Result<Told, serde_json::Error> {
    let department = opinion.department;
    let data = ReviewRequest {
        review_id: review.id.to_string(),
        case_id: &review.case_id,
        case_version: review.case_version,
        department: department.as_str(),
        form_hash: &review.form_hash,
        due_time: opinion.due_at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default(),
        unit: Unit { id: &review.unit_id, name: unit_name, uscc: "" },
        candidate: candidate(form, department),
        seat: Seat {
            quota_type: &form.bucket.quota_type,
            funding: &form.bucket.funding,
            channel: &form.channel,
            permit: &form.permit,
            post: &form.post,
            post_level: &form.post_level,
            category: &form.category,
            effective_date: form.effective_date.to_string(),
        },
        materials: materials.iter().map(|(kind, sha256, sm3)| Material { kind, sha256, sm3 }).collect(),
    };
    Ok(Told {
        partner_id: partner_id.to_owned(),
        event_type: "cn.bianzhi.review.asked.v1".into(),
        data_schema: "bianzhi.partner.ReviewRequest".into(),
        data: serde_json::to_value(data)?,
    })
}

fn candidate(form: &Form, department: Department) -> Candidate<'_> {
    let person = &form.person;
    Candidate {
        name: &person.name,
        id_number: if department.sees_full_id() {
            person.id_number.clone()
        } else {
            masked(&person.id_number)
        },
        sex: &person.sex,
        birth_date: person.birth_date.to_string(),
        education: &person.education,
        political_status: &person.political_status,
        previous_unit: &form.previous_unit,
    }
}

fn permit<'a>(
    case_id: &'a str,
    change: &'a RegistryChange,
    completion: &'a CaseCompletion,
    institution: &'a Institution,
) -> PermitGranted<'a> {
    PermitGranted {
        case_id,
        change_id: &change.change_id,
        unit: unit(institution),
        permit_no: completion.doc_no("PERMIT"),
        letter_no: completion.doc_no("LETTER"),
        quota_type: &change.bucket.quota_type,
        funding: &change.bucket.funding,
        channel: &change.channel,
        quantity: change.quantity,
        valid_from: date(change.effective_date),
        valid_to: date(change.valid_to),
    }
}

/// The full citizen ID goes to HR and pension only; money matters to HR and finance, qualification to HR and
/// organization.
fn entry<'a>(
    case_id: &'a str,
    change: &'a RegistryChange,
    completion: &'a CaseCompletion,
    institution: &'a Institution,
    person: &'a Person,
    role: Role,
) -> EntryCompleted<'a> {
    let full_id = matches!(role, Role::Hr | Role::Pension);
    let pays = matches!(role, Role::Hr | Role::Finance);
    let judges = matches!(role, Role::Hr | Role::Organization);
    EntryCompleted {
        case_id,
        change_id: &change.change_id,
        unit: unit(institution),
        person_id: &person.id,
        name: &person.name,
        id_number: if full_id { person.id_number.clone() } else { masked(&person.id_number) },
        sex: full_id.then_some(&person.sex),
        birth_date: full_id.then(|| date(person.birth_date)),
        education: judges.then_some(&person.education),
        category: judges.then_some(&person.category),
        post: judges.then_some(&person.post),
        post_level: judges.then_some(&person.post_level),
        quota_type: &change.bucket.quota_type,
        funding: &change.bucket.funding,
        channel: judges.then_some(&change.channel),
        effective_date: date(change.effective_date),
        pay_month: pays.then(|| date(change.effective_date).chars().take(7).collect()),
        entry_no: completion.doc_no("ENTRY"),
        funding_no: pays.then(|| completion.doc_no("FUNDING")),
        permit_id: judges.then_some(&change.permit_id),
    }
}

fn unit(institution: &Institution) -> Unit<'_> {
    Unit { id: &institution.id, name: &institution.name, uscc: &institution.uscc }
}

fn date(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::domain::{Bucket, Paper};

    fn told() -> Vec<Told> {
        let change = RegistryChange {
            change_id: "c".into(),
            item: "entry".into(),
            bucket: Bucket {
                institution_id: "sch".into(),
                quota_type: "INST".into(),
                funding: "full".into(),
            },
            area_code: "420800".into(),
            permit_id: "p".into(),
            quantity: 1,
            channel: "OPEN_RECRUIT".into(),
            effective_date: Some(date!(2026 - 09 - 01)),
            valid_to: None,
            person_id: "id".into(),
            occupancy_id: "o".into(),
        };
        let paper = |kind: &str, doc_no: &str| Paper {
            kind: kind.into(),
            doc_no: doc_no.into(),
            content_sm3: String::new(),
        };
        let completion = CaseCompletion {
            papers: vec![paper("ENTRY", "荆编进〔2026〕87号"), paper("FUNDING", "荆编核〔2026〕91号")],
            unit_id: "sch".into(),
            department_id: "edu".into(),
        };
        let institution = Institution {
            id: "sch".into(),
            name: "荆门市第一实验中学".into(),
            uscc: "12420800JM00000339".into(),
        };
        let person = Person {
            id: "id".into(),
            name: "李静文".into(),
            id_number: "420800199811040026".into(),
            sex: "2".into(),
            birth_date: Some(date!(1998 - 11 - 04)),
            education: "21".into(),
            category: "INST_PROFESSIONAL".into(),
            post: "语文教师".into(),
            post_level: String::new(),
        };
        let recipients: Vec<Recipient> = ["finance", "hr", "organization", "pension"]
            .into_iter()
            .map(|role| Recipient { partner_id: format!("{role}-420800"), role: Role::of(role).unwrap() })
            .collect();
        facts("420800-2026-000002", &change, &completion, &institution, Some(&person), &recipients).unwrap()
    }

    #[test]
    fn only_hr_and_pension_see_the_full_citizen_id() {
        let numbers: Vec<(String, String)> = told()
            .into_iter()
            .map(|told| (told.partner_id, told.data["idNumber"].as_str().unwrap().to_owned()))
            .collect();

        let (masked, full) = ("420800********0026".to_owned(), "420800199811040026".to_owned());
        assert_eq!(
            numbers,
            [
                ("finance-420800".to_owned(), masked.clone()),
                ("hr-420800".to_owned(), full.clone()),
                ("organization-420800".to_owned(), masked),
                ("pension-420800".to_owned(), full),
            ]
        );
    }

    #[test]
    fn finance_learns_when_pay_begins_and_on_which_notice_and_no_more_than_that() {
        let told = told().into_iter().find(|told| told.partner_id == "finance-420800").unwrap();

        assert_eq!(told.data["payMonth"], "2026-09");
        assert_eq!(told.data["fundingNo"], "荆编核〔2026〕91号");
        for withheld in ["birthDate", "sex", "education", "category", "post"] {
            assert_eq!(told.data.get(withheld), None, "{withheld}");
        }
    }
}
