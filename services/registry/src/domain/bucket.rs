//! Buckets of seats.

use codes::{Funding, Lang, QuotaType};
use serde::{Deserialize, Serialize};

use super::ids::InstitutionId;

/// The seats of one institution, quota type and funding form. None crosses its border without a decision.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Bucket {
    /// Whose seats.
    pub institution_id: InstitutionId,
    /// Which kind of quota (编制类型).
    pub quota_type: QuotaType,
    /// Who pays (经费形式).
    pub funding: Funding,
}

impl Bucket {
    /// What people call its kind, e.g. 事业编制(全额).
    pub fn label(&self, lang: Lang) -> String {
        self.quota_type.bucket_label(self.funding, lang)
    }
}
