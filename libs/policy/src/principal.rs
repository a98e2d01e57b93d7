//! Who is calling, with what the directory says about it.

use std::collections::BTreeSet;

use kernel::actor::Actor;

use crate::certificate::{Certificate, Kind};
use crate::snapshot::{Snapshot, Unit};

/// An authenticated caller: its certificate, and what the trust snapshot in force says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Kind of principal.
    pub kind: Kind,
    /// The certificate's CN: operator id, service name, or partner id with its generation.
    pub id: String,
    /// The unit that the certificate is bound to (persons), or that the partner's system belongs to.
    pub unit_id: Option<String>,
    /// The operator's id: present for persons only.
    pub operator_id: Option<String>,
    /// The unit as the directory has it; absent while the directory does not know it.
    pub unit: Option<Unit>,
    /// Desks of the staffing office (岗位) that a person holds: `desk_accept`, `desk_review`, `desk_approve`.
    pub desks: BTreeSet<String>,
    /// Duties of a person: `clerk`, `opinion`, `verifier`, `setup`, `security`, `audit`.
    pub duties: BTreeSet<String>,
    /// Serial of the certificate, upper-case hexadecimal.
    pub serial: String,
}

/// Who stands at the door: somebody with a certificate, or, on the enrolment listener, anybody.
#[derive(Debug, Clone, Copy)]
pub enum Caller<'a> {
    /// Came with a valid certificate.
    Known(&'a Principal),
    /// Came without one; only identity's enrolment listener lets such a caller in at all.
    Anonymous,
}

impl Principal {
    /// What the directory says about the holder of a certificate.
    ///
    /// A person whom the directory does not know, or knows in another unit than the certificate's, is still
    /// named, but has no unit, desks or duties, so that no policy lets him or her in.
    pub fn of(certificate: &Certificate, snapshot: &Snapshot) -> Self {
        let mut principal = Self {
            kind: certificate.kind,
            id: certificate.id.clone(),
            unit_id: certificate.unit_id.clone(),
            operator_id: None,
            unit: None,
            desks: BTreeSet::new(),
            duties: BTreeSet::new(),
            serial: certificate.serial.clone(),
        };
        match certificate.kind {
            Kind::Mesh => {}
            Kind::Unit => {
                principal.operator_id = Some(certificate.id.clone());
                let operator = snapshot.operator(&certificate.id);
                if let Some(operator) =
                    operator.filter(|operator| Some(&operator.unit_id) == certificate.unit_id.as_ref())
                {
                    principal.unit = snapshot.unit(&operator.unit_id).cloned();
                    principal.desks = operator.desks.clone();
                    principal.duties = operator.duties.clone();
                }
            }
            Kind::Partner => {
                if let Some(partner) = snapshot.partner(principal.stream_id()) {
                    principal.unit_id = Some(partner.unit_id.clone());
                    principal.unit = snapshot.unit(&partner.unit_id).cloned();
                }
            }
        }
        principal
    }

    /// Whether the caller holds the desk, e.g. `desk_accept`.
    pub fn has_desk(&self, desk: &str) -> bool {
        self.desks.contains(desk)
    }

    /// Whether the caller has the duty, e.g. `setup`.
    pub fn has_duty(&self, duty: &str) -> bool {
        self.duties.contains(duty)
    }

    /// Whether the caller's unit is of the kind, e.g. `staffing_office`.
    pub fn is_of(&self, unit_kind: &str) -> bool {
        self.unit.as_ref().is_some_and(|unit| unit.kinds.contains(unit_kind))
    }

    /// Whether the caller is the named service of the mesh.
    pub fn is_service(&self, name: &str) -> bool {
        self.kind == Kind::Mesh && self.id == name
    }

    /// The person who acts, for timelines and for messages to other houses; nobody for a service or system.
    pub fn actor(&self) -> Option<Actor> {
        Some(Actor {
            operator_id: self.operator_id.clone()?,
            unit_id: self.unit_id.clone()?,
            certificate_serial: self.serial.clone(),
        })
    }

    /// `<role>-<area code>` of a partner, without the generation of its enrolment: the name in its topics.
    pub fn stream_id(&self) -> &str {
        self.id.split_once('.').map_or(self.id.as_str(), |(stream, _)| stream)
    }
}
