//! The directory as every house holds it: units, operators, partners and what is revoked.

use std::collections::{BTreeMap, BTreeSet};

use proto::identity::v1 as pb;
use time::OffsetDateTime;

/// One version of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Grows with each change; a house never goes back.
    pub version: i64,
    /// When identity made it, system time.
    pub created_at: OffsetDateTime,
    revoked: BTreeSet<String>,
    units: BTreeMap<String, Unit>,
    operators: BTreeMap<String, Operator>,
    partners: BTreeMap<String, Partner>,
    /// By thumbprint.
    partner_certificates: BTreeMap<Vec<u8>, PartnerCertificate>,
}

/// A unit as a principal (单位).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The registry's institution id, e.g. `sch`.
    pub id: String,
    /// Name in Chinese.
    pub name: String,
    /// `staffing_office`, `department`, `sub_unit`, `org_dept`, `hr_bureau`, `finance`, `pension`; one or more.
    pub kinds: BTreeSet<String>,
    /// The department (主管部门) through which it submits; its own id for a department.
    pub department_id: String,
    /// Jurisdiction that it belongs to.
    pub jurisdiction_id: String,
    /// Area code (GB/T 2260) of the jurisdiction.
    pub area_code: String,
    /// Items that it may submit (业务提交权限); empty means all.
    pub permitted_items: BTreeSet<String>,
}

impl Unit {
    /// Whether the unit may submit cases of the item.
    pub fn may_submit(&self, item: &str) -> bool {
        self.permitted_items.is_empty() || self.permitted_items.contains(item)
    }
}

/// A person who acts for a unit (经办人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The CN of his or her certificates.
    pub id: String,
    /// The unit.
    pub unit_id: String,
    /// Desks of the staffing office.
    pub desks: BTreeSet<String>,
    /// Duties.
    pub duties: BTreeSet<String>,
    /// Operator to whom unanswered work escalates.
    pub superior_id: Option<String>,
    /// The registry's person id, if on establishment here: nobody decides about his or her own record.
    pub person_id: Option<String>,
}

/// A partner department's system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// `<role>-<area code>`.
    pub id: String,
    /// The partner department.
    pub unit_id: String,
    /// `organization`, `hr`, `finance` or `pension`.
    pub role: String,
    /// Area code of its jurisdiction.
    pub area_code: String,
}

/// A certificate of a partner's system that has not expired when the snapshot was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerCertificate {
    /// `<role>-<area code>`, whatever the generation of its name.
    pub partner_id: String,
    /// Serial, upper-case hexadecimal.
    pub serial: String,
    /// An uncompressed point on P-256 (SEC 1), 65 bytes.
    pub public_key: Vec<u8>,
    /// First instant of validity, system time.
    pub not_before: OffsetDateTime,
    /// Last instant of validity, system time.
    pub not_after: OffsetDateTime,
}

impl Snapshot {
    /// Takes a snapshot from its message. A missing time is the epoch: such a snapshot is very old.
    pub fn from_proto(message: pb::TrustSnapshot) -> Self {
        let created_at = instant(message.create_time);
        Self {
            version: message.version,
            created_at,
            revoked: message.revoked_serials.into_iter().collect(),
            units: message.units.into_iter().map(|unit| (unit.id.clone(), Unit::from(unit))).collect(),
            operators: message.operators.into_iter().map(|o| (o.id.clone(), Operator::from(o))).collect(),
            partners: message.partners.into_iter().map(|p| (p.id.clone(), Partner::from(p))).collect(),
            partner_certificates: message
                .partner_certificates
                .into_iter()
                .map(|mut c| (std::mem::take(&mut c.thumbprint), PartnerCertificate::from(c)))
                .collect(),
        }
    }

    /// Whether the certificate with this serial (upper-case hexadecimal) was revoked.
    pub fn is_revoked(&self, serial: &str) -> bool {
        self.revoked.contains(serial)
    }

    /// The unit.
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.get(id)
    }

    /// The operator.
    pub fn operator(&self, id: &str) -> Option<&Operator> {
        self.operators.get(id)
    }

    /// The partner's system, by `<role>-<area code>`.
    pub fn partner(&self, id: &str) -> Option<&Partner> {
        self.partners.get(id)
    }

    /// The partner's certificate with this SHA-256 thumbprint.
    pub fn partner_certificate(&self, thumbprint: &[u8]) -> Option<&PartnerCertificate> {
        self.partner_certificates.get(thumbprint)
    }

    /// All units, by id.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// All operators, by id.
    pub fn operators(&self) -> impl Iterator<Item = &Operator> {
        self.operators.values()
    }

    /// The department through which a unit submits; the unit itself when it is its own department.
    pub fn department_of(&self, unit_id: &str) -> Option<&Unit> {
        self.unit(&self.unit(unit_id)?.department_id)
    }

    /// The operators of a unit, by id.
    pub fn operators_of<'a>(&'a self, unit_id: &'a str) -> impl Iterator<Item = &'a Operator> {
        self.operators.values().filter(move |operator| operator.unit_id == unit_id)
    }

    /// The operators who hold a desk in a unit, by id: whom to tell that work waits there.
    pub fn at_desk<'a>(&'a self, unit_id: &'a str, desk: &'a str) -> impl Iterator<Item = &'a Operator> {
        self.operators_of(unit_id).filter(move |operator| operator.desks.contains(desk))
    }

    /// The operators who have a duty in a unit, by id.
    pub fn on_duty<'a>(&'a self, unit_id: &'a str, duty: &'a str) -> impl Iterator<Item = &'a Operator> {
        self.operators_of(unit_id).filter(move |operator| operator.duties.contains(duty))
    }

    /// The units of a kind in a jurisdiction, by id: its staffing office, its HR bureau.
    pub fn of_kind<'a>(&'a self, jurisdiction_id: &'a str, kind: &'a str) -> impl Iterator<Item = &'a Unit> {
        self.units.values().filter(move |u| u.jurisdiction_id == jurisdiction_id && u.kinds.contains(kind))
    }

    /// The partners of an area, by id.
    pub fn partners_of<'a>(&'a self, area_code: &'a str) -> impl Iterator<Item = &'a Partner> {
        self.partners.values().filter(move |partner| partner.area_code == area_code)
    }
}

impl From<pb::Unit> for Unit {
    fn from(unit: pb::Unit) -> Self {
        let department_id = if unit.department_id.is_empty() { unit.id.clone() } else { unit.department_id };
        Self {
            id: unit.id,
            name: unit.name,
            kinds: unit.kinds.into_iter().collect(),
            department_id,
            jurisdiction_id: unit.jurisdiction_id,
            area_code: unit.area_code,
            permitted_items: unit.permitted_items.into_iter().collect(),
        }
    }
}

impl From<pb::Operator> for Operator {
    fn from(operator: pb::Operator) -> Self {
        Self {
            id: operator.id,
            unit_id: operator.unit_id,
            desks: operator.desks.into_iter().collect(),
            duties: operator.duties.into_iter().collect(),
            superior_id: Some(operator.superior_id).filter(|id| !id.is_empty()),
            person_id: Some(operator.person_id).filter(|id| !id.is_empty()),
        }
    }
}

impl From<pb::Partner> for Partner {
    fn from(partner: pb::Partner) -> Self {
        Self { id: partner.id, unit_id: partner.unit_id, role: partner.role, area_code: partner.area_code }
    }
}

impl From<pb::PartnerCertificate> for PartnerCertificate {
    fn from(certificate: pb::PartnerCertificate) -> Self {
        Self {
            partner_id: certificate.partner_id,
            serial: certificate.serial,
            public_key: certificate.public_key,
            not_before: instant(certificate.not_before_time),
            not_after: instant(certificate.not_after_time),
        }
    }
}

/// A missing or impossible time is the epoch: long ago.
fn instant(time: Option<prost_types::Timestamp>) -> OffsetDateTime {
    time.and_then(|time| OffsetDateTime::from_unix_timestamp(time.seconds).ok())
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
