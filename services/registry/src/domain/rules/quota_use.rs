//! The rules of 用编核准 (domain.md §3.2): Q1–Q4 and Q7. Q5, Q6 and Q8 come with their data.

use kernel::error::Finding;
use time::Date;

use super::{Unit, admission, basis, seats};
use crate::domain::change::QuotaUse;
use crate::domain::permit::{Permit, State};

/// What is known when a request is looked at.
#[derive(Debug, Clone)]
pub struct Known {
    /// The business date.
    pub today: Date,
    /// The unit.
    pub unit: Unit,
    /// Seats in the unit's plan for this year; none where there is no plan.
    pub planned: Option<i32>,
    /// Seats of the plan that other cases and permits have taken already.
    pub plan_taken: i32,
    /// Permits of the bucket.
    pub permits: Vec<Permit>,
}

/// Every finding about a request.
pub fn check(request: &QuotaUse, known: &Known) -> Vec<Finding> {
    let mut findings = admission::check(&request.bucket, &request.division_ids, &known.unit);
    if let Some(book) = &known.unit.book {
        findings.extend(seats::sufficient(book, request.quantity, known.today));
    }
    if known.unit.institution.is_some() {
        findings.extend(within_plan(request, known));
        findings.extend(duplicates(request, known));
    }
    findings
}

/// Q4: beyond the annual plan only a meeting can decide.
fn within_plan(request: &QuotaUse, known: &Known) -> Option<Finding> {
    let planned = known.planned.unwrap_or(0);
    let left = (planned - known.plan_taken).max(0);
    if request.quantity <= left {
        return None;
    }
    let (year, asked) = (known.today.year(), request.quantity);
    let finding = Finding::escalate(
        "PLAN_EXCEEDED",
        format!("{year}年度用编计划{planned}名，剩余{left}名，申请{asked}名；须提请编委会研究"),
        format!(
            "the plan of {year} has {left} of {planned} seats left and {asked} are asked: a meeting decides"
        ),
        basis::PLAN,
    );
    Some(finding.figure("year", year).figure("planned", planned).figure("left", left).figure("asked", asked))
}

/// Q7: an open permit for the same seats and channel still has unused ones.
fn duplicates<'a>(request: &'a QuotaUse, known: &'a Known) -> impl Iterator<Item = Finding> + 'a {
    let same = known.permits.iter().filter(|permit| {
        permit.bucket == request.bucket
            && permit.channel == request.channel
            && matches!(permit.state(known.today), State::Open | State::PartlyUsed)
    });
    same.map(|permit| {
        let number = permit.doc_no.clone().unwrap_or_else(|| permit.id.to_string());
        let unused = permit.unused();
        Finding::warn(
            "DUPLICATE_APPROVAL",
            format!("同一单位、编制类型和渠道的核准单{number}尚有{unused}名未使用"),
            format!("permit {number} for the same unit, quota type and channel has {unused} unused seats"),
            basis::DUPLICATE,
        )
        .figure("permit", number)
        .figure("unused", unused)
        .figure("valid_to", permit.valid_to)
    })
}

#[cfg(test)]
#[path = "quota_use_tests.rs"]
mod tests;
