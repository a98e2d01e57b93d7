//! Domain values as the contract's messages have them: for answers (`grpc`) and for facts (`store`).

use codes::Funding;
use proto::moment::{date, timestamp};
use proto::registry::v1 as pb;
use proto::r#type::v1 as shared;
use time::Date;

use crate::domain::balance::{Balance, HolderKind, HolderLine};
use crate::domain::bucket::Bucket;
use crate::domain::permit::{Permit, State};

/// A count of things in memory; more than the contract's integers can say is as many as they can.
pub(crate) fn count(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

pub(crate) fn bucket(bucket: &Bucket) -> shared::Bucket {
    let funding = match bucket.funding {
        Funding::Full => shared::Funding::Full,
        Funding::Partial => shared::Funding::Partial,
        Funding::SelfFunded => shared::Funding::Self_,
    };
    shared::Bucket {
        institution_id: bucket.institution_id.to_string(),
        quota_type: bucket.quota_type.to_string(),
        funding: funding.into(),
    }
}

pub(crate) fn balance(balance: &Balance) -> pb::Balance {
    let figures = &balance.figures;
    pb::Balance {
        bucket: Some(bucket(&balance.bucket)),
        as_of: Some(date(figures.on)),
        known_time: Some(timestamp(balance.known_at)),
        approved: figures.approved,
        occupied: figures.occupied,
        reserved: figures.reserved,
        withheld: figures.withheld,
        allowance: figures.allowance,
        available: figures.available,
        available_from: balance.available_from,
        holders: balance.holders.iter().map(holder).collect(),
    }
}

fn holder(line: &HolderLine) -> pb::Holder {
    let kind = match line.kind {
        HolderKind::Case => pb::HolderKind::Case,
        HolderKind::Permit => pb::HolderKind::Permit,
        HolderKind::CommittedEntry => pb::HolderKind::CommittedEntry,
    };
    pb::Holder {
        kind: kind.into(),
        id: line.id.clone(),
        number: line.number.clone(),
        quantity: line.quantity,
        date: line.date.map(date),
    }
}

/// A permit with its state on a day.
pub(crate) fn permit(permit: &Permit, today: Date) -> pb::Permit {
    let state = match permit.state(today) {
        State::Open => pb::PermitState::Open,
        State::PartlyUsed => pb::PermitState::PartlyUsed,
        State::UsedUp => pb::PermitState::UsedUp,
        State::Expired => pb::PermitState::Expired,
        State::Revoked => pb::PermitState::Revoked,
    };
    pb::Permit {
        id: permit.id.to_string(),
        doc_no: permit.doc_no.clone().unwrap_or_default(),
        bucket: Some(bucket(&permit.bucket)),
        channel: permit.channel.to_string(),
        quantity: permit.quantity,
        used: permit.used,
        valid_from: Some(date(permit.valid_from)),
        valid_to: Some(date(permit.valid_to)),
        state: state.into(),
        case_id: permit.case_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        pins: permit.pins,
    }
}
