//! Who calls, as far as papers are concerned.

use policy::{Kind, Principal};

use crate::{
    app::Caller,
    domain::{Reader, ReaderKind},
};

/// What the directory's kinds of unit mean here; units of other kinds read what is their own.
const KINDS: [(&str, ReaderKind); 5] = [
    ("staffing_office", ReaderKind::Office),
    ("org_dept", ReaderKind::OrgDept),
    ("hr_bureau", ReaderKind::HrBureau),
    ("finance", ReaderKind::Finance),
    ("pension", ReaderKind::Pension),
];

pub(super) fn caller(principal: &Principal) -> Caller {
    let mut kinds: Vec<ReaderKind> =
        KINDS.iter().filter(|(kind, _)| principal.is_of(kind)).map(|(_, kind)| *kind).collect();
    if principal.kind == Kind::Mesh {
        kinds.push(ReaderKind::Service);
    }
    Caller {
        principal_id: principal.id.clone(),
        certificate_serial: principal.serial.clone(),
        reader: Reader {
            unit_id: principal.unit_id.clone(),
            jurisdiction_id: principal.unit.as_ref().map(|unit| unit.jurisdiction_id.clone()),
            kinds,
        },
    }
}
