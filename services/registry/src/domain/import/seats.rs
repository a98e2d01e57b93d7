//! Decisions, plans and permits of an import.

use std::collections::{BTreeMap, BTreeSet};

use codes::{Channel, Funding, QuotaType};
use time::Date;

use super::cells::{Defects, Row, Sheet};
use super::units::{InstitutionRow, Units, no_such, twice};
use crate::domain::bucket::Bucket;
use crate::domain::ids::{DecisionId, InstitutionId, JurisdictionId, PermitId};

/// The largest number of seats that one row may speak of.
const MOST_SEATS: i32 = 10_000_000;

/// A numbered establishment decision.
#[derive(Debug, Clone)]
pub struct DecisionRow {
    pub id: DecisionId,
    pub doc_no: String,
    pub decided_on: Date,
    /// The deciding body.
    pub body: String,
    pub lines: Vec<DecisionLine>,
}

/// What a decision says about seats.
#[derive(Debug, Clone)]
pub struct DecisionLine {
    pub kind: LineKind,
    pub jurisdiction_id: JurisdictionId,
    pub quota_type: QuotaType,
    pub quantity: i32,
    pub effective_on: Date,
}

/// Which seats a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// All of the jurisdiction.
    Ceiling,
    /// Approved for a bucket.
    Approved(Bucket),
    /// Withheld of a bucket.
    Withheld(Bucket),
}

/// A year's plan of a bucket (年度用编计划).
#[derive(Debug, Clone)]
pub struct PlanRow {
    pub bucket: Bucket,
    pub year: i32,
    pub quantity: i32,
    pub doc_no: String,
}

/// A permit granted before the installation began.
#[derive(Debug, Clone)]
pub struct PermitRow {
    pub id: PermitId,
    pub doc_no: String,
    pub bucket: Bucket,
    pub channel: Channel,
    pub quantity: i32,
    pub used: i32,
    pub valid_from: Date,
    pub valid_to: Date,
}

/// What could be read of the three files.
#[derive(Debug, Default)]
pub(super) struct Seats {
    pub(super) decisions: Vec<DecisionRow>,
    pub(super) plans: Vec<PlanRow>,
    pub(super) permits: Vec<PermitRow>,
    /// Buckets that some decision approves.
    pub(super) buckets: BTreeSet<Bucket>,
}

impl LineKind {
    /// As it is stored and imported.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ceiling => "CEILING",
            Self::Approved(_) => "APPROVED",
            Self::Withheld(_) => "WITHHELD",
        }
    }

    /// The bucket; none for a ceiling.
    pub fn bucket(&self) -> Option<&Bucket> {
        match self {
            Self::Ceiling => None,
            Self::Approved(bucket) | Self::Withheld(bucket) => Some(bucket),
        }
    }
}

pub(super) fn read(
    decisions: &Sheet,
    plans: &Sheet,
    permits: &Sheet,
    units: &Units,
    defects: &mut Defects,
) -> Seats {
    let mut seats = Seats::default();
    for row in &decisions.rows {
        decision(row, units, &mut seats.decisions, defects);
    }
    let lines = seats.decisions.iter().flat_map(|decision| &decision.lines);
    let approved = lines.filter_map(|line| match &line.kind {
        LineKind::Approved(bucket) => Some(bucket.clone()),
        LineKind::Ceiling | LineKind::Withheld(_) => None,
    });
    seats.buckets = approved.collect();

    let mut planned = BTreeSet::new();
    for row in &plans.rows {
        let Some(plan) = plan(row, units, defects) else { continue };
        if !planned.insert((plan.bucket.clone(), plan.year)) {
            twice(row, "year", defects);
            continue;
        }
        seats.plans.push(plan);
    }
    let mut numbers = BTreeSet::new();
    for row in &permits.rows {
        let Some(permit) = permit(row, units, &seats.buckets, defects) else { continue };
        if !numbers.insert(permit.doc_no.clone()) {
            twice(row, "doc_no", defects);
            continue;
        }
        seats.permits.push(permit);
    }
    seats
}

/// The bucket that a row names, with a funding form that its type may have and a type that its kind may hold.
pub(super) fn bucket(row: &Row, units: &Units, defects: &mut Defects) -> Option<Bucket> {
    let institution = units.named(row, defects);
    let quota_type = row.code::<QuotaType>("quota_type", defects);
    let funding = row.code::<Funding>("funding", defects);
    let (institution, quota_type, funding) = (institution?, quota_type?, funding?);
    if !fits(row, institution, quota_type, funding, defects) {
        return None;
    }
    Some(Bucket { institution_id: institution.id.clone(), quota_type, funding })
}

fn fits(
    row: &Row,
    institution: &InstitutionRow,
    quota_type: QuotaType,
    funding: Funding,
    defects: &mut Defects,
) -> bool {
    let kind_fits = quota_type.is_permitted_for(institution.kind);
    if !kind_fits {
        let (kind, quota) = (institution.kind.label(), quota_type.label());
        defects.cell(
            row,
            "quota_type",
            format!("{}不得使用{}", kind.zh, quota.zh),
            format!("an institution of kind {} may not hold {} quota", kind.en, quota.en),
        );
    }
    let funding_fits = quota_type.funding_forms().contains(&funding);
    if kind_fits && !funding_fits {
        defects.cell(
            row,
            "funding",
            format!("{}的经费形式应为财政全额拨款（full）", quota_type.label().zh),
            format!("{} quota is fully funded: full", quota_type.label().en),
        );
    }
    kind_fits && funding_fits
}

fn decision(row: &Row, units: &Units, decisions: &mut Vec<DecisionRow>, defects: &mut Defects) {
    let doc_no = row.required("doc_no", defects);
    let decided_on = row.date("date", defects);
    let body = row.required("body", defects);
    let line = decision_line(row, units, defects);
    let (Some(doc_no), Some(decided_on), Some(body), Some(line)) = (doc_no, decided_on, body, line) else {
        return;
    };
    match decisions.iter_mut().find(|decision| decision.doc_no == doc_no) {
        None => {
            decisions.push(DecisionRow {
                id: DecisionId::new(),
                doc_no,
                decided_on,
                body,
                lines: vec![line],
            });
        }
        Some(decision) if decision.decided_on == decided_on && decision.body == body => {
            decision.lines.push(line);
        }
        Some(_) => defects.cell(
            row,
            "doc_no",
            "同一文号的日期和决定机关应一致",
            "rows of one number must have the same date and body",
        ),
    }
}

fn decision_line(row: &Row, units: &Units, defects: &mut Defects) -> Option<DecisionLine> {
    let quantity = row.number("quantity", 1, MOST_SEATS, defects);
    let effective_on = row.date("effective_date", defects);
    let jurisdiction_id = row.required("jurisdiction_id", defects).map(JurisdictionId::new);
    let known = jurisdiction_id
        .as_ref()
        .is_none_or(|id| units.jurisdictions.iter().any(|jurisdiction| jurisdiction.id == *id));
    if !known {
        no_such(row, "jurisdiction_id", "管辖", "jurisdiction", "jurisdictions.csv", defects);
    }
    let kind = match row.text("kind") {
        "CEILING" => ceiling(row, defects),
        "APPROVED" => bucket(row, units, defects).map(LineKind::Approved),
        "WITHHELD" => bucket(row, units, defects).map(LineKind::Withheld),
        _ => {
            defects.cell(
                row,
                "kind",
                "应为CEILING、APPROVED或WITHHELD",
                "must be CEILING, APPROVED or WITHHELD",
            );
            None
        }
    };
    let quota_type = match &kind {
        Some(LineKind::Approved(bucket) | LineKind::Withheld(bucket)) => Some(bucket.quota_type),
        Some(LineKind::Ceiling) => row.code("quota_type", defects),
        None => None,
    };
    if !known {
        return None;
    }
    let (kind, jurisdiction_id) = (kind?, jurisdiction_id?);
    if let Some(institution) = kind.bucket().and_then(|b| units.institution(b.institution_id.as_str()))
        && institution.jurisdiction_id != jurisdiction_id
    {
        defects.cell(
            row,
            "jurisdiction_id",
            format!("应为该机构所在管辖{}", institution.jurisdiction_id),
            format!("must be the institution's own: {}", institution.jurisdiction_id),
        );
        return None;
    }
    Some(DecisionLine {
        kind,
        jurisdiction_id,
        quota_type: quota_type?,
        quantity: quantity?,
        effective_on: effective_on?,
    })
}

fn ceiling(row: &Row, defects: &mut Defects) -> Option<LineKind> {
    if !row.text("institution_id").is_empty() || !row.text("funding").is_empty() {
        defects.cell(
            row,
            "institution_id",
            "总额行的机构和经费形式应留空",
            "a ceiling has no institution and no funding: leave both empty",
        );
        return None;
    }
    Some(LineKind::Ceiling)
}

fn plan(row: &Row, units: &Units, defects: &mut Defects) -> Option<PlanRow> {
    let bucket = bucket(row, units, defects);
    let year = row.number("year", 1949, 2199, defects);
    let quantity = row.number("quantity", 0, MOST_SEATS, defects);
    let doc_no = row.required("doc_no", defects);
    Some(PlanRow { bucket: bucket?, year: year?, quantity: quantity?, doc_no: doc_no? })
}

fn permit(row: &Row, units: &Units, buckets: &BTreeSet<Bucket>, defects: &mut Defects) -> Option<PermitRow> {
    let doc_no = row.required("doc_no", defects);
    let bucket = bucket(row, units, defects).filter(|bucket| has_seats(row, bucket, buckets, defects));
    let channel = row.code::<Channel>("channel", defects);
    let quantity = row.number("quantity", 1, MOST_SEATS, defects);
    let used = row.number("used", 0, quantity.unwrap_or(MOST_SEATS), defects);
    let valid_from = row.date("valid_from", defects);
    let valid_to = row.date("valid_to", defects);
    if channel.is_some_and(Channel::is_exempt_from_permit) {
        defects.cell(row, "channel", "该渠道无须核准用编", "this channel needs no permit");
        return None;
    }
    if valid_from.zip(valid_to).is_some_and(|(from, to)| from > to) {
        defects.cell(row, "valid_to", "不得早于valid_from", "must not lie before valid_from");
        return None;
    }
    Some(PermitRow {
        id: PermitId::new(),
        doc_no: doc_no?,
        bucket: bucket?,
        channel: channel?,
        quantity: quantity?,
        used: used?,
        valid_from: valid_from?,
        valid_to: valid_to?,
    })
}

/// Whether a decision approves the bucket; a defect where none does.
pub(super) fn has_seats(
    row: &Row,
    bucket: &Bucket,
    buckets: &BTreeSet<Bucket>,
    defects: &mut Defects,
) -> bool {
    let known = buckets.contains(bucket);
    if !known {
        defects.cell(
            row,
            "quota_type",
            "decisions.csv中没有为该单位核定这种编制的有效行",
            "decisions.csv has no good row that approves such seats for this institution",
        );
    }
    known
}

/// Approved and withheld seats of each bucket by date, and what each pool keeps.
pub(super) fn lines(seats: &Seats) -> impl Iterator<Item = (&DecisionRow, &DecisionLine)> {
    seats.decisions.iter().flat_map(|decision| decision.lines.iter().map(move |line| (decision, line)))
}

/// The jurisdiction that an institution belongs to, as the ledger's pools need it.
pub(super) fn jurisdictions(units: &Units) -> BTreeMap<InstitutionId, JurisdictionId> {
    units.institutions.iter().map(|row| (row.id.clone(), row.jurisdiction_id.clone())).collect()
}
