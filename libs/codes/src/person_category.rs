//! Person categories 人员类别 and the quota they may sit on (domain.md §6.7, rule E9).

use crate::QuotaType;
use crate::set::code_set;

code_set! {
    /// In what capacity a person is on establishment.
    PersonCategory ("人员类别", "person category") {
        CivilServant = "CIVIL_SERVANT", "公务员", "civil servant";
        PslStaff = "PSL_STAFF", "参公人员", "staff under the Civil Servant Law";
        InstManager = "INST_MANAGER", "事业管理人员", "institution manager";
        InstProfessional = "INST_PROFESSIONAL", "事业专业技术人员", "institution professional";
        InstWorker = "INST_WORKER", "事业工勤人员", "institution worker";
        OrganWorker = "ORGAN_WORKER", "机关工勤人员", "organ worker";
        Placed = "PLACED", "政策安置人员", "person placed by policy";
    }
}

/// Whether a category may retire later than the statutory month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElasticDelay {
    Open,
    Closed,
    /// Practice differs or is not published; the office decides.
    Unconfirmed,
}

impl PersonCategory {
    /// The quota types the category may occupy; anything else is mixed use (Decree 486 Art. 15).
    pub const fn quota_types(self) -> &'static [QuotaType] {
        match self {
            Self::CivilServant => &[QuotaType::Admin, QuotaType::PolLegal],
            Self::PslStaff => &[QuotaType::Psl],
            Self::InstManager | Self::InstProfessional | Self::InstWorker => {
                &[QuotaType::Inst, QuotaType::Filed]
            }
            Self::OrganWorker => &[QuotaType::Worker],
            Self::Placed => &[QuotaType::Single],
        }
    }

    /// Whether the category may occupy a seat of this quota type (rule E9).
    pub fn may_occupy(self, quota_type: QuotaType) -> bool {
        self.quota_types().contains(&quota_type)
    }

    /// Whether elastic delay of retirement is open to the category (§6.8).
    pub const fn elastic_delay(self) -> ElasticDelay {
        match self {
            Self::CivilServant | Self::InstManager => ElasticDelay::Closed,
            Self::PslStaff => ElasticDelay::Unconfirmed,
            Self::InstProfessional | Self::InstWorker | Self::OrganWorker | Self::Placed => {
                ElasticDelay::Open
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_allows_exactly_the_pairs_of_the_reference() {
        let mut pairs = Vec::new();
        for category in PersonCategory::ALL {
            for quota_type in QuotaType::ALL {
                if category.may_occupy(*quota_type) {
                    pairs.push(format!("{category}-{quota_type}"));
                }
            }
        }

        assert_eq!(
            pairs,
            [
                "CIVIL_SERVANT-ADMIN",
                "CIVIL_SERVANT-POLLEGAL",
                "PSL_STAFF-PSL",
                "INST_MANAGER-INST",
                "INST_MANAGER-FILED",
                "INST_PROFESSIONAL-INST",
                "INST_PROFESSIONAL-FILED",
                "INST_WORKER-INST",
                "INST_WORKER-FILED",
                "ORGAN_WORKER-WORKER",
                "PLACED-SINGLE",
            ]
        );
    }
}
