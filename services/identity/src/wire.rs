//! How the directory is spelt in the contract: for answers and for the trust snapshot.
use proto::identity::v1 as pb;

use crate::domain::{Operator, Partner, Unit};

pub(crate) fn unit(unit: Unit) -> pb::Unit {
    pb::Unit {
        id: unit.id.to_string(),
        name: unit.name,
        kinds: unit.kinds.into_iter().map(|kind| kind.as_str().to_owned()).collect(),
        department_id: unit.department_id.to_string(),
        jurisdiction_id: unit.jurisdiction_id.map(|id| id.to_string()).unwrap_or_default(),
        area_code: unit.area_code.unwrap_or_default(),
        permitted_items: unit.permitted_items.into_iter().collect(),
    }
}

pub(crate) fn operator(operator: Operator) -> pb::Operator {
    pb::Operator {
        id: operator.id.to_string(),
        unit_id: operator.unit_id.to_string(),
        display_name: operator.display_name,
        desks: operator.desks.into_iter().map(|desk| desk.as_str().to_owned()).collect(),
        duties: operator.duties.into_iter().map(|duty| duty.as_str().to_owned()).collect(),
        superior_id: operator.superior_id.map(|id| id.to_string()).unwrap_or_default(),
        person_id: operator.person_id.map(|id| id.to_string()).unwrap_or_default(),
    }
}

pub(crate) fn partner(partner: Partner) -> pb::Partner {
    pb::Partner {
        id: partner.id.to_string(),
        unit_id: partner.unit_id.to_string(),
        role: partner.role.as_str().to_owned(),
        area_code: partner.area_code,
    }
}
