//! Where a person stands towards establishment, and towards the post (domain.md §6.7, §2.4).

use crate::set::code_set;

code_set! {
    /// Whether the person occupies a seat.
    PersonStatus ("人员状态", "person status") {
        PreEntry = "PRE_ENTRY", "待上编", "before entry";
        OnEstablishment = "ON_ESTABLISHMENT", "在编", "on establishment";
        Exited = "EXITED", "已下编", "exited";
    }
}

code_set! {
    /// Whether the person works at the post; independent of occupying a seat.
    OnPostStatus ("在岗状态", "on-post status") {
        OnPost = "ON_POST", "在岗", "on post";
        Secondment = "SECONDMENT", "借调", "seconded";
        TemporaryPosting = "TEMPORARY_POSTING", "挂职", "temporarily posted";
        StartUpLeave = "START_UP_LEAVE", "离岗创业", "on leave to start a business";
        LongSickLeave = "LONG_SICK_LEAVE", "长期病休", "on long sick leave";
    }
}
