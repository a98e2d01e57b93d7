//! Ranks of civil servants in parallel to posts 职级.

use crate::set::code_set;

code_set! {
    /// A civil servant's rank, highest first. The codes are ours; ZB03's are not established.
    ParallelRank ("职级", "parallel rank") {
        InspectorOne = "INSPECTOR_1", "一级巡视员", "inspector, first class";
        InspectorTwo = "INSPECTOR_2", "二级巡视员", "inspector, second class";
        CounselOne = "COUNSEL_1", "一级调研员", "counsel, first class";
        CounselTwo = "COUNSEL_2", "二级调研员", "counsel, second class";
        CounselThree = "COUNSEL_3", "三级调研员", "counsel, third class";
        CounselFour = "COUNSEL_4", "四级调研员", "counsel, fourth class";
        PrincipalOne = "PRINCIPAL_1", "一级主任科员", "principal clerk, first class";
        PrincipalTwo = "PRINCIPAL_2", "二级主任科员", "principal clerk, second class";
        PrincipalThree = "PRINCIPAL_3", "三级主任科员", "principal clerk, third class";
        PrincipalFour = "PRINCIPAL_4", "四级主任科员", "principal clerk, fourth class";
        ClerkOne = "CLERK_1", "一级科员", "clerk, first class";
        ClerkTwo = "CLERK_2", "二级科员", "clerk, second class";
    }
}
