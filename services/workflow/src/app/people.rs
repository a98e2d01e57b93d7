//! What a caller is to a case: clerk, officer, onlooker.

use kernel::error::Kind;
use policy::Principal;

use super::{App, Call, Error};
use crate::domain::{Case, Clerk, Desk, EntryPerson, Form, Names, Officer};
use crate::store::listing::Scope;

/// What a caller may see of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Everything.
    Whole,
    /// The case, its person's citizen ID masked.
    Masked,
}

/// What the caller may see of the case; `None` when it does not exist for him or her.
pub(super) fn sight(caller: &Principal, case: &Case) -> Option<Sight> {
    if caller.kind == policy::Kind::Mesh {
        return Some(Sight::Masked);
    }
    let unit = caller.unit.as_ref()?;
    let is_person = caller.kind == policy::Kind::Unit;
    let own = [&case.unit_id, &case.department_id, &case.drafter.unit_id].contains(&&unit.id);
    let here = unit.jurisdiction_id == case.jurisdiction_id;
    if is_person && (own || (here && unit.kinds.contains("staffing_office"))) {
        return Some(Sight::Whole);
    }
    let asked = case.opinions.iter().any(|opinion| unit.kinds.contains(opinion.department.code()));
    let reviews = !is_person || caller.has_duty("opinion");
    (here && asked && reviews).then_some(Sight::Masked)
}

/// Which cases a list shows the caller: the same rule as [`sight`], for all cases at once.
pub(super) fn scope(caller: &Principal) -> Scope {
    let Some(unit) = &caller.unit else { return Scope::default() };
    let is_office = unit.kinds.contains("staffing_office");
    let jurisdiction = || Some(unit.jurisdiction_id.clone());
    let reviews = caller.has_duty("opinion");
    Scope {
        unit_id: Some(unit.id.clone()),
        office_of: if is_office { jurisdiction() } else { None },
        reviewer_in: if reviews { jurisdiction() } else { None },
        departments: if reviews { unit.kinds.iter().cloned().collect() } else { Vec::new() },
        desks: caller.desks.iter().cloned().collect(),
    }
}

/// The caller as a clerk.
pub(super) fn clerk(call: &Call) -> Result<Clerk, Error> {
    Ok(Clerk { actor: call.actor()? })
}

/// Whether the unit of the caller may handle the item (业务提交权限).
pub(super) fn may_submit(caller: &Principal, item: codes::Item) -> Result<(), Error> {
    let permitted = caller.unit.as_ref().is_some_and(|unit| unit.may_submit(item.code()));
    if permitted {
        return Ok(());
    }
    let zh = format!("本单位没有办理{}的权限", item.label().zh);
    let en = format!("this unit may not submit {item}");
    Err(Error::refused(Kind::Forbidden, "ITEM_NOT_PERMITTED", zh, en))
}

impl App {
    /// The caller as an officer of the case's office. `is_subject` was found by [`App::is_subject`].
    pub(super) fn officer(call: &Call, is_subject: bool) -> Result<Officer, Error> {
        let desks = call.caller.desks.iter().filter_map(|desk| Desk::of_code(desk)).collect();
        Ok(Officer { actor: call.actor()?, desks, is_subject })
    }

    /// Whether the case is about the caller's own record (I23): the directory says which person of the
    /// registry an operator is.
    pub(super) async fn is_subject(&self, call: &Call, form: &Form) -> Result<bool, Error> {
        let Some(person) = form.person() else { return Ok(false) };
        let directory = self.directory()?;
        let operator = call.caller.operator_id.as_deref().and_then(|id| directory.operator(id));
        let Some(person_id) = operator.and_then(|operator| operator.person_id.as_deref()) else {
            return Ok(false);
        };
        let own = self.0.registry.person(person_id, "四眼原则核对：经办人是否为办件当事人").await?;
        Ok(own.is_some_and(|own| is_same(person, &own)))
    }

    /// Names of the units that papers address, as the directory has them now.
    pub(super) fn names(&self, case: &Case) -> Result<Names, Error> {
        let directory = self.directory()?;
        let of_kind = |kind: &str, otherwise: &str| {
            let unit = directory.of_kind(&case.jurisdiction_id, kind).next();
            unit.map_or_else(|| otherwise.to_owned(), |unit| unit.name.clone())
        };
        let department = directory.unit(&case.department_id).map(|unit| unit.name.clone());
        Ok(Names {
            department: department.unwrap_or_else(|| case.department_id.clone()),
            office: of_kind("staffing_office", "机构编制部门"),
            org_dept: of_kind("org_dept", "组织部门"),
            hr_bureau: of_kind("hr_bureau", "人力资源社会保障部门"),
            finance: of_kind("finance", "财政部门"),
            pension: of_kind("pension", "养老保险经办机构"),
        })
    }
}

/// The registry answers the ID masked: with name and birth date that is enough to know a person again.
fn is_same(person: &EntryPerson, own: &crate::remote::PersonFacts) -> bool {
    person.name == own.name
        && Some(person.birth_date) == own.birth_date
        && [person.id_number.masked().as_str(), person.id_number.expose()].contains(&own.id_number.as_str())
}
