//! Quota types 编制类型 and who may hold them (domain.md §6.6, rules Q3 and I6).

use crate::set::code_set;
use crate::{Funding, InstitutionKind, Lang};

code_set! {
    /// The kind of an establishment seat. Kinds may not be mixed (Decree 486 Art. 15).
    QuotaType ("编制类型", "quota type") {
        Admin = "ADMIN", "行政编制", "administrative";
        PolLegal = "POLLEGAL", "政法专项编制", "political-legal";
        Worker = "WORKER", "机关工勤编制", "organ worker";
        Psl = "PSL", "参公事业编制", "institutional under the Civil Servant Law";
        Inst = "INST", "事业编制", "institutional";
        Single = "SINGLE", "单列编制", "separately listed";
        Filed = "FILED", "备案制员额", "filed headcount";
        /// Not a quota: people on a separate roster that counts against nothing.
        Off = "OFF", "编外", "off establishment";
    }
}

code_set! {
    /// The system that earmarks political-legal quota 政法专项编制所属系统.
    PolLegalSystem ("政法系统", "political-legal system") {
        Police = "POLICE", "公安", "public security";
        Procuratorate = "PROCURATORATE", "检察", "procuratorate";
        Court = "COURT", "法院", "court";
        Justice = "JUSTICE", "司法行政", "judicial administration";
        Prison = "PRISON", "监狱戒毒", "prisons and drug rehabilitation";
    }
}

impl QuotaType {
    /// The kinds of institution that may hold seats of this type (rule Q3). None may hold `OFF`,
    /// and a deliberative body holds nothing.
    pub const fn institution_kinds(self) -> &'static [InstitutionKind] {
        match self {
            Self::Admin | Self::PolLegal | Self::Worker => &[InstitutionKind::Organ],
            Self::Psl => &[InstitutionKind::PslInstitution],
            Self::Inst | Self::Filed => &[InstitutionKind::PublicInstitution],
            Self::Single => {
                &[InstitutionKind::Organ, InstitutionKind::PublicInstitution, InstitutionKind::PslInstitution]
            }
            Self::Off => &[],
        }
    }

    /// Whether an institution of this kind may hold seats of this type (rule Q3, invariant I6).
    pub fn is_permitted_for(self, kind: InstitutionKind) -> bool {
        self.institution_kinds().contains(&kind)
    }

    /// The funding forms a bucket of this type may have: the state pays its organs in full.
    pub const fn funding_forms(self) -> &'static [Funding] {
        match self {
            Self::Admin | Self::PolLegal | Self::Worker | Self::Psl => &[Funding::Full],
            Self::Inst | Self::Single | Self::Filed => {
                &[Funding::Full, Funding::Partial, Funding::SelfFunded]
            }
            Self::Off => &[],
        }
    }

    /// What a bucket of this type and funding is called on paper: 事业编制(全额).
    ///
    /// The funding is named only where the type leaves a choice.
    pub fn bucket_label(self, funding: Funding, lang: Lang) -> String {
        let name = self.label().in_lang(lang);
        if self.funding_forms().len() < 2 {
            return name.to_owned();
        }
        match (lang, funding) {
            (Lang::Zh, Funding::Full) => format!("{name}(全额)"),
            (Lang::Zh, Funding::Partial) => format!("{name}(差额)"),
            (Lang::Zh, Funding::SelfFunded) => format!("{name}(自收自支)"),
            (Lang::En, funding) => format!("{name}, {}", funding.label().en),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_institution_holds_exactly_its_quota_types() {
        let held_by = |kind: InstitutionKind| -> Vec<&str> {
            QuotaType::ALL
                .iter()
                .filter(|quota_type| quota_type.is_permitted_for(kind))
                .map(|held| held.code())
                .collect()
        };

        assert_eq!(held_by(InstitutionKind::Organ), ["ADMIN", "POLLEGAL", "WORKER", "SINGLE"]);
        assert_eq!(held_by(InstitutionKind::PublicInstitution), ["INST", "SINGLE", "FILED"]);
        assert_eq!(held_by(InstitutionKind::PslInstitution), ["PSL", "SINGLE"]);
        assert_eq!(held_by(InstitutionKind::Deliberative), [""; 0]);
    }

    #[test]
    fn a_bucket_names_its_funding_where_there_is_a_choice() {
        assert_eq!(QuotaType::Inst.bucket_label(Funding::Full, Lang::Zh), "事业编制(全额)");
        assert_eq!(QuotaType::Admin.bucket_label(Funding::Full, Lang::Zh), "行政编制");
        assert_eq!(QuotaType::Inst.bucket_label(Funding::Partial, Lang::En), "institutional, partly funded");
    }
}
