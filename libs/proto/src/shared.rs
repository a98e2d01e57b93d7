//! The words of `bianzhi.type.v1` that `kernel` has too: what a rule found, and who acts.

use kernel::actor::Actor;
use kernel::error::{Finding, Severity};

use crate::r#type::v1 as pb;

impl From<&Finding> for pb::Finding {
    fn from(finding: &Finding) -> Self {
        let severity = match finding.severity {
            Severity::Warn => pb::Severity::Warn,
            Severity::Escalate => pb::Severity::Escalate,
            Severity::Block => pb::Severity::Block,
        };
        Self {
            code: finding.code.clone(),
            severity: severity.into(),
            zh: finding.zh.clone(),
            en: finding.en.clone(),
            basis: finding.basis.clone(),
            figures: finding.figures.clone().into_iter().collect(),
        }
    }
}

/// A weight that this release does not know weighs the most.
impl From<pb::Finding> for Finding {
    fn from(told: pb::Finding) -> Self {
        let severity = match told.severity() {
            pb::Severity::Warn => Severity::Warn,
            pb::Severity::Escalate => Severity::Escalate,
            pb::Severity::Block | pb::Severity::Unspecified => Severity::Block,
        };
        Self {
            code: told.code,
            severity,
            zh: told.zh,
            en: told.en,
            basis: told.basis,
            figures: told.figures.into_iter().collect(),
        }
    }
}

impl From<&Actor> for pb::Actor {
    fn from(actor: &Actor) -> Self {
        Self {
            operator_id: actor.operator_id.clone(),
            unit_id: actor.unit_id.clone(),
            certificate_serial: actor.certificate_serial.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_comes_back_with_its_weight_and_figures() {
        let found =
            Finding::escalate("PLAN_EXCEEDED", "超出年度用编计划", "beyond the year's plan", "规则Q4")
                .figure("asked", 2);

        assert_eq!(Finding::from(pb::Finding::from(&found)), found);
    }

    #[test]
    fn a_weight_of_a_newer_release_forbids() {
        let told = pb::Finding { severity: 99, ..pb::Finding::default() };

        assert!(Finding::from(told).blocks());
    }
}
