//! The catalogue of materials 材料目录, kept at fourteen kinds (domain.md §3.0).

use crate::set::code_set;

code_set! {
    /// A kind of material that may be attached to a case.
    Material ("材料", "material") {
        EForm = "M01", "事项电子表单", "e-form of the item";
        RecruitmentApproval = "M02", "录用审批、聘用备案或调动审批", "recruitment or transfer approval";
        AppointmentDocument = "M03", "任免文件", "appointment or removal document";
        PlacementDocument = "M04", "政策安置文件", "policy placement document";
        RetirementApproval = "M05", "退休审批表", "retirement approval";
        TerminationDecision = "M06", "辞职、辞退、开除或解聘文件", "resignation, dismissal or termination decision";
        DeathCertificate = "M07", "死亡证明", "death certificate";
        EstablishmentDecision = "M08", "机构编制批复文件", "establishment decision";
        MeetingMinutes = "M09", "编委会会议纪要", "meeting decision";
        LeadershipMinutes = "M10", "领导班子研究意见", "unit leadership minutes";
        ProofOfFacts = "M11", "个人信息变更佐证", "proof of changed personal facts";
        IdentityDocument = "M12", "身份证件", "identity document";
        OverQuotaApproval = "M13", "超编审批", "over-quota approval";
        /// Counts as an exception and is reported; needs a justification in words.
        Other = "M14", "其他材料", "other material";
    }
}

/// How a material reaches the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// Filled in here.
    Structured,
    /// A scanned file.
    Scan,
    /// Asked of another department's data; must not be asked of the applicant when it answers.
    Pull,
    /// Already in the office's own records.
    Internal,
}

impl Material {
    /// The media the kind may come by, the preferred one first.
    pub const fn media(self) -> &'static [Medium] {
        match self {
            Self::EForm => &[Medium::Structured],
            Self::RecruitmentApproval | Self::DeathCertificate | Self::ProofOfFacts => {
                &[Medium::Pull, Medium::Scan]
            }
            Self::AppointmentDocument
            | Self::PlacementDocument
            | Self::TerminationDecision
            | Self::LeadershipMinutes => &[Medium::Scan],
            Self::RetirementApproval | Self::IdentityDocument => &[Medium::Pull],
            Self::EstablishmentDecision | Self::MeetingMinutes | Self::OverQuotaApproval => {
                &[Medium::Internal]
            }
            Self::Other => &[Medium::Structured, Medium::Scan, Medium::Pull, Medium::Internal],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_keeps_fourteen_kinds_in_order() {
        let codes: Vec<String> = Material::ALL.iter().map(ToString::to_string).collect();
        let expected: Vec<String> = (1..=14).map(|number| format!("M{number:02}")).collect();

        assert_eq!(codes, expected);
    }
}
