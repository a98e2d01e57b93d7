//! Why a transition is refused.

use kernel::error::{Coded, Finding, Kind};

use super::{CaseId, Desk, State};

/// A case can't be moved like that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// I20: a second-level unit may not submit to the office.
    #[error("a second-level unit may not submit to the staffing office: forward case {0} to the department")]
    SubunitDirectSubmit(CaseId),
    /// The state does not allow it.
    #[error("case {case_id} is {state}: {wanted} is not possible")]
    State {
        /// The case.
        case_id: CaseId,
        /// Its state.
        state: &'static str,
        /// What was wanted.
        wanted: &'static str,
    },
    /// Somebody else holds the case.
    #[error("case {case_id} is held by {holder}")]
    NotTheHolder {
        /// The case.
        case_id: CaseId,
        /// Who has it.
        holder: String,
    },
    /// I23.
    #[error("four eyes: {why}")]
    FourEyes {
        /// Which rule, in English.
        why: &'static str,
        /// The same in Chinese.
        zh: &'static str,
    },
    /// Required materials are missing.
    #[error("{} required materials are missing", .0.len())]
    MaterialMissing(Vec<Finding>),
    /// E6: not every required opinion is given yet.
    #[error("{} required opinions are outstanding", .0.len())]
    OpinionsOutstanding(Vec<Finding>),
    /// E6: a required opinion disagrees.
    #[error("a required opinion disagrees: return the case")]
    OpinionDisagrees(Vec<Finding>),
    /// The registry refused the submission.
    #[error("the registry refuses: {}", .0.iter().map(|f| f.en.as_str()).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Finding>),
}

impl CaseError {
    /// The state does not allow what was wanted.
    pub(super) fn state(case_id: &CaseId, state: &State, wanted: &'static str) -> Self {
        Self::State { case_id: case_id.clone(), state: state.code(), wanted }
    }

    /// Another desk, or nobody at the office, holds the case.
    pub(super) fn not_the_holder(case_id: &CaseId, holder: Option<Desk>) -> Self {
        let holder = holder.map_or_else(|| "the applicant".to_owned(), |desk| desk.code().to_owned());
        Self::NotTheHolder { case_id: case_id.clone(), holder }
    }
}

impl Coded for CaseError {
    fn kind(&self) -> Kind {
        match self {
            Self::SubunitDirectSubmit(_) | Self::NotTheHolder { .. } | Self::FourEyes { .. } => {
                Kind::Forbidden
            }
            Self::State { .. }
            | Self::MaterialMissing(_)
            | Self::OpinionsOutstanding(_)
            | Self::OpinionDisagrees(_)
            | Self::Refused(_) => Kind::Precondition,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::SubunitDirectSubmit(_) => "SUBUNIT_DIRECT_SUBMIT_FORBIDDEN",
            Self::State { .. } => "CASE_STATE",
            Self::NotTheHolder { .. } => "NOT_THE_HOLDER",
            Self::FourEyes { .. } => "FOUR_EYES",
            Self::MaterialMissing(_) => "MATERIAL_MISSING",
            Self::OpinionsOutstanding(_) => "OPINIONS_OUTSTANDING",
            Self::OpinionDisagrees(_) => "OPINION_DISAGREES",
            // The first that blocks; an escalation without a longer chain blocks too.
            Self::Refused(findings) => findings
                .iter()
                .find(|finding| finding.blocks())
                .or_else(|| findings.iter().find(|finding| finding.severity > kernel::error::Severity::Warn))
                .map_or("CASE_STATE", |finding| finding.code.as_str()),
        }
    }

    fn zh(&self) -> Option<String> {
        Some(match self {
            Self::SubunitDirectSubmit(id) => format!("二级单位业务不得直达编办,请将办件{id}上报主管部门"),
            Self::State { case_id, state, .. } => format!("办件{case_id}当前状态为{state},不能办理此步骤"),
            Self::NotTheHolder { case_id, .. } => format!("办件{case_id}不在您的岗位"),
            Self::FourEyes { zh, .. } => (*zh).to_owned(),
            Self::MaterialMissing(findings)
            | Self::OpinionsOutstanding(findings)
            | Self::OpinionDisagrees(findings)
            | Self::Refused(findings) => {
                findings.iter().map(|finding| finding.zh.as_str()).collect::<Vec<_>>().join(";")
            }
        })
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::MaterialMissing(findings)
            | Self::OpinionsOutstanding(findings)
            | Self::OpinionDisagrees(findings)
            | Self::Refused(findings) => findings,
            Self::SubunitDirectSubmit(_)
            | Self::State { .. }
            | Self::NotTheHolder { .. }
            | Self::FourEyes { .. } => &[],
        }
    }
}
