//! Who acts on a case, as its rules see them.

use std::collections::BTreeSet;

use kernel::actor::Actor;

use super::{Case, Desk};

/// A clerk of a sub_unit or a department (经办人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clerk {
    /// The person and the certificate.
    pub actor: Actor,
}

/// A person at one or more desks of the office that decides the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// The person and the certificate.
    pub actor: Actor,
    /// Desks that he or she holds.
    pub desks: BTreeSet<Desk>,
    /// Whether the case is about his or her own record.
    pub is_subject: bool,
}

impl Clerk {
    /// Whether the clerk's unit is the case's department (主管部门).
    pub fn is_of_department(&self, case: &Case) -> bool {
        self.actor.unit_id == case.department_id
    }

    /// Whether the clerk's unit drafted the case.
    pub fn is_of_drafter(&self, case: &Case) -> bool {
        self.actor.unit_id == case.drafter.unit_id
    }
}
