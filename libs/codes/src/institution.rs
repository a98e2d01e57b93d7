//! What an institution is 机构类别, and what it may currently do (domain.md §2.2, §3.9).

use crate::set::code_set;

code_set! {
    /// The kind of an institution, which decides the quota types it may hold.
    InstitutionKind ("机构类别", "institution kind") {
        Organ = "organ", "机关", "organ";
        PublicInstitution = "public_institution", "事业单位", "public institution";
        /// Managed by reference to the Civil Servant Law.
        PslInstitution = "psl_institution", "参公事业单位", "institution under the Civil Servant Law";
        /// Never has quota of its own (Decree 486 Art. 19).
        Deliberative = "deliberative", "议事协调机构", "deliberative body";
    }
}

code_set! {
    /// The class of a public institution 事业单位类别.
    WelfareClass ("事业单位类别", "class of public institution") {
        WelfareOne = "I", "公益一类", "public welfare class I";
        WelfareTwo = "II", "公益二类", "public welfare class II";
        Administrative = "administrative", "行政类", "administrative class";
        Business = "business", "经营类", "business class";
    }
}

code_set! {
    /// Whether an institution takes people on.
    InstitutionState ("机构状态", "institution state") {
        Active = "ACTIVE", "正常", "active";
        Frozen = "FROZEN", "冻结", "frozen";
        ExitOnly = "EXIT_ONLY", "只出不进", "exit only";
        Abolished = "ABOLISHED", "已撤销", "abolished";
    }
}

impl InstitutionState {
    /// Whether quota may be used and people may enter (rules Q2, E10).
    pub const fn admits(self) -> bool {
        match self {
            Self::Active => true,
            Self::Frozen | Self::ExitOnly | Self::Abolished => false,
        }
    }
}
