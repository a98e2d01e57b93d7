//! What workflow asks to be put on paper.

use kernel::actor::Actor;
use proto::document::v1 as pb;

use super::defects::Defects;
use crate::domain::{
    Body, Direction, Entry, Funding, FundingPerson, Letter, Opinion, Order, Permit, PostLine, Slip, Snapshot,
    UnitLine,
};

/// Reads the whole request.
///
/// # Errors
/// Every field that cannot be read or must not be so, at once.
pub(super) fn order(request: pb::IssueDocumentsRequest) -> Result<(Order, Actor), Defects> {
    let mut defects = Defects::default();
    let issued_on = defects.date("issue_date", request.issue_date);
    let actor = request.actor.unwrap_or_else(|| {
        defects.note("actor", "必填", "is required");
        Default::default()
    });
    let slips = request
        .slips
        .into_iter()
        .enumerate()
        .filter_map(|(position, slip)| read_slip(&mut defects, &format!("slips[{position}]"), slip))
        .collect();
    let letter = request.letter.unwrap_or_else(|| {
        defects.note("letter", "必填", "is required");
        Default::default()
    });

    let order = Order {
        case_id: request.case_id,
        jurisdiction_id: request.jurisdiction_id,
        unit_id: request.unit_id,
        department_id: request.department_id,
        issued_on,
        slips,
        letter: read_letter(letter),
    };
    if let Err(wrong) = order.check() {
        defects.0.extend(wrong.0);
    }
    if !defects.0.is_empty() {
        return Err(defects);
    }
    let actor = Actor {
        operator_id: actor.operator_id,
        unit_id: actor.unit_id,
        certificate_serial: actor.certificate_serial,
    };
    Ok((order, actor))
}

fn read_letter(letter: pb::Letter) -> Slip {
    let body = Letter {
        subject: letter.subject,
        paragraphs: letter.paragraphs,
        validity: letter.validity,
        remedy: letter.remedy,
        contact: letter.contact,
        slips: vec![],
    };
    Slip { addressee: letter.addressee, copies: letter.copies, body: Body::Letter(body) }
}

fn read_slip(defects: &mut Defects, path: &str, slip: pb::Slip) -> Option<Slip> {
    match slip.content {
        Some(pb::slip::Content::Permit(permit)) => Some(read_permit(defects, path, permit)),
        Some(pb::slip::Content::Entry(entry)) => Some(read_entry(defects, path, entry)),
        Some(pb::slip::Content::Funding(funding)) => Some(read_funding(defects, path, funding)),
        None => {
            let en = "must be a permit, an entry or a funding notice";
            defects.note(path, "应为准许用编、进编或者核拨经费通知单之一", en);
            None
        }
    }
}

fn read_permit(defects: &mut Defects, path: &str, slip: pb::PermitSlip) -> Slip {
    let path = format!("{path}.permit");
    let posts = slip
        .posts
        .into_iter()
        .enumerate()
        .map(|(position, line)| PostLine {
            division: line.division,
            post: line.post,
            category: line.category,
            education: line.education,
            quantity: defects.count(&format!("{path}.posts[{position}].quantity"), line.quantity),
        })
        .collect();
    let body = Permit {
        unit: read_unit(slip.unit),
        quota_type: slip.quota_type,
        funding: slip.funding,
        channel: slip.channel,
        quantity: defects.count(&format!("{path}.quantity"), slip.quantity),
        posts,
        before: read_snapshot(defects, &format!("{path}.before"), slip.before),
        after: read_snapshot(defects, &format!("{path}.after"), slip.after),
        valid_from: defects.date(&format!("{path}.valid_from"), slip.valid_from),
        valid_to: defects.date(&format!("{path}.valid_to"), slip.valid_to),
        basis: slip.basis,
    };
    Slip { addressee: slip.addressee, copies: slip.copies, body: Body::Permit(body) }
}

fn read_entry(defects: &mut Defects, path: &str, slip: pb::EntrySlip) -> Slip {
    let path = format!("{path}.entry");
    let opinions = slip
        .opinions
        .into_iter()
        .enumerate()
        .map(|(position, opinion)| Opinion {
            department: opinion.department,
            verdict: opinion.verdict,
            date: defects.date(&format!("{path}.opinions[{position}].date"), opinion.date),
        })
        .collect();
    let body = Entry {
        unit: read_unit(slip.unit),
        name: slip.name,
        sex: slip.sex,
        birth_month: slip.birth_month,
        masked_id_number: slip.masked_id_number,
        channel: slip.channel,
        previous_unit: slip.previous_unit,
        quota_type: slip.quota_type,
        funding: slip.funding,
        post: slip.post,
        rank: slip.rank,
        category: slip.category,
        effective_on: defects.date(&format!("{path}.effective_date"), slip.effective_date),
        permit_no: slip.permit_no,
        after: read_snapshot(defects, &format!("{path}.after"), slip.after),
        opinions,
        basis: slip.basis,
    };
    Slip { addressee: slip.addressee, copies: slip.copies, body: Body::Entry(body) }
}

fn read_funding(defects: &mut Defects, path: &str, slip: pb::FundingSlip) -> Slip {
    let direction = match slip.direction() {
        pb::FundingDirection::Increase => Direction::Increase,
        pb::FundingDirection::Decrease => Direction::Decrease,
        pb::FundingDirection::Change => Direction::Change,
        pb::FundingDirection::Unspecified => {
            defects.note(format!("{path}.funding.direction"), "必填", "is required");
            Direction::Change
        }
    };
    let persons = slip
        .persons
        .into_iter()
        .map(|person| FundingPerson { name: person.name, masked_id_number: person.masked_id_number })
        .collect();
    let body = Funding {
        unit: read_unit(slip.unit),
        direction,
        persons,
        quota_type: slip.quota_type,
        funding: slip.funding,
        pay_month: slip.pay_month,
        linked_no: String::new(),
        basis: slip.basis,
    };
    Slip { addressee: slip.addressee, copies: slip.copies, body: Body::Funding(body) }
}

/// A unit that is missing is empty, which the rules refuse by its fields.
fn read_unit(unit: Option<pb::SlipUnit>) -> UnitLine {
    let unit = unit.unwrap_or_default();
    UnitLine { name: unit.name, uscc: unit.uscc, supervisor: unit.supervisor, division: unit.division }
}

fn read_snapshot(defects: &mut Defects, field: &str, snapshot: Option<pb::SlipSnapshot>) -> Snapshot {
    let snapshot = snapshot.unwrap_or_default();
    Snapshot {
        date: defects.date(&format!("{field}.date"), snapshot.date),
        approved: snapshot.approved,
        occupied: snapshot.occupied,
        reserved: snapshot.reserved,
        available: snapshot.available,
    }
}
