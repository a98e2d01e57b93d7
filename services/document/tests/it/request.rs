//! Requests as workflow and the setup operator send them, of the papers of G1.

use document::domain::{Body, Direction, Order, Slip, Snapshot, UnitLine, samples};
use proto::{document::v1 as pb, google::r#type::Date, r#type::v1::Actor};
use uuid::Uuid;

pub(crate) fn open_series(kind: i32, prefix: &str, last_number: i32) -> pb::OpenSeriesRequest {
    pb::OpenSeriesRequest {
        request_id: Uuid::now_v7().to_string(),
        jurisdiction_id: "jingmen".to_owned(),
        r#type: kind,
        prefix: prefix.to_owned(),
        year: 2026,
        last_number,
        explanation: "上线前纸质登记簿已用至此号".to_owned(),
    }
}

/// G1 step 4: entry and funding notice with their letter.
pub(crate) fn entry() -> pb::IssueDocumentsRequest {
    issue(samples::entry_order())
}

/// G1 step 2: the permit with its letter.
pub(crate) fn permit() -> pb::IssueDocumentsRequest {
    issue(samples::permit_order())
}

fn issue(order: Order) -> pb::IssueDocumentsRequest {
    pb::IssueDocumentsRequest {
        request_id: Uuid::now_v7().to_string(),
        case_id: order.case_id.clone(),
        jurisdiction_id: "jingmen".to_owned(),
        unit_id: order.unit_id.clone(),
        department_id: order.department_id.clone(),
        issue_date: date(order.issued_on),
        actor: Some(Actor {
            operator_id: "so-approve".to_owned(),
            unit_id: "so".to_owned(),
            certificate_serial: "0B".to_owned(),
        }),
        slips: order.slips.into_iter().map(slip).collect(),
        letter: Some(letter(order.letter)),
    }
}

fn letter(slip: Slip) -> pb::Letter {
    let Body::Letter(letter) = slip.body else { panic!("the letter") };
    pb::Letter {
        subject: letter.subject,
        addressee: slip.addressee,
        paragraphs: letter.paragraphs,
        validity: letter.validity,
        remedy: letter.remedy,
        contact: letter.contact,
        copies: slip.copies,
    }
}

fn slip(slip: Slip) -> pb::Slip {
    let Slip { addressee, copies, body } = slip;
    let content = match body {
        Body::Letter(_) => panic!("a letter is no slip"),
        Body::Permit(permit) => pb::slip::Content::Permit(pb::PermitSlip {
            unit: Some(unit(permit.unit)),
            quota_type: permit.quota_type,
            funding: permit.funding,
            channel: permit.channel,
            quantity: permit.quantity.try_into().unwrap(),
            posts: permit
                .posts
                .into_iter()
                .map(|line| pb::SlipPost {
                    division: line.division,
                    post: line.post,
                    category: line.category,
                    education: line.education,
                    quantity: line.quantity.try_into().unwrap(),
                })
                .collect(),
            before: Some(snapshot(permit.before)),
            after: Some(snapshot(permit.after)),
            valid_from: date(permit.valid_from),
            valid_to: date(permit.valid_to),
            basis: permit.basis,
            addressee,
            copies,
        }),
        Body::Entry(entry) => pb::slip::Content::Entry(pb::EntrySlip {
            unit: Some(unit(entry.unit)),
            name: entry.name,
            sex: entry.sex,
            birth_month: entry.birth_month,
            masked_id_number: entry.masked_id_number,
            channel: entry.channel,
            previous_unit: entry.previous_unit,
            quota_type: entry.quota_type,
            funding: entry.funding,
            post: entry.post,
            rank: entry.rank,
            category: entry.category,
            effective_date: date(entry.effective_on),
            permit_no: entry.permit_no,
            after: Some(snapshot(entry.after)),
            opinions: entry
                .opinions
                .into_iter()
                .map(|opinion| pb::SlipOpinion {
                    department: opinion.department,
                    verdict: opinion.verdict,
                    date: date(opinion.date),
                })
                .collect(),
            basis: entry.basis,
            addressee,
            copies,
        }),
        Body::Funding(funding) => pb::slip::Content::Funding(pb::FundingSlip {
            addressee,
            unit: Some(unit(funding.unit)),
            direction: match funding.direction {
                Direction::Increase => 1,
                Direction::Decrease => 2,
                Direction::Change => 3,
            },
            persons: funding
                .persons
                .into_iter()
                .map(|person| pb::FundingPerson {
                    name: person.name,
                    masked_id_number: person.masked_id_number,
                })
                .collect(),
            quota_type: funding.quota_type,
            funding: funding.funding,
            pay_month: funding.pay_month,
            basis: funding.basis,
            copies,
        }),
    };
    pb::Slip { content: Some(content) }
}

fn unit(unit: UnitLine) -> pb::SlipUnit {
    pb::SlipUnit { name: unit.name, uscc: unit.uscc, supervisor: unit.supervisor, division: unit.division }
}

fn snapshot(figures: Snapshot) -> pb::SlipSnapshot {
    pb::SlipSnapshot {
        date: date(figures.date),
        approved: figures.approved,
        occupied: figures.occupied,
        reserved: figures.reserved,
        available: figures.available,
    }
}

fn date(date: time::Date) -> Option<Date> {
    let (month, day) = (u8::from(date.month()).into(), date.day().into());
    Some(Date { year: date.year(), month, day })
}
