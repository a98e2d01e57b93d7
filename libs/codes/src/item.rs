//! The six online items 网上办事项 (domain.md §3).

use crate::set::code_set;

code_set! {
    /// What can be asked of a staffing office online.
    Item ("事项", "item") {
        InstAmend = "inst_amend", "机构修改", "institution amendment";
        QuotaUse = "quota_use", "用编核准", "quota-use approval";
        Entry = "entry", "人员上编", "entry on establishment";
        Exit = "exit", "人员下编", "exit from establishment";
        Movement = "movement", "人员异动", "personnel movement";
        PersonAmend = "person_amend", "人员修改", "person-record amendment";
    }
}

impl Item {
    /// Whether a case of this item changes a person's seat; a person has at most one such case open.
    pub const fn changes_a_seat(self) -> bool {
        match self {
            Self::Entry | Self::Exit | Self::Movement => true,
            Self::InstAmend | Self::QuotaUse | Self::PersonAmend => false,
        }
    }
}
