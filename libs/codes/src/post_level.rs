//! Levels of leading posts 职务级别, GB/T 12407-2008.

use crate::set::code_set;

code_set! {
    /// The level of a person's post.
    PostLevel ("职务级别", "post level") {
        NationalChief = "101", "国家级正职", "national level, chief";
        NationalDeputy = "102", "国家级副职", "national level, deputy";
        ProvincialChief = "111", "省部级正职", "provincial level, chief";
        ProvincialDeputy = "112", "省部级副职", "provincial level, deputy";
        DepartmentChief = "121", "厅局级正职", "department level, chief";
        DepartmentDeputy = "122", "厅局级副职", "department level, deputy";
        CountyChief = "131", "县处级正职", "county-division level, chief";
        CountyDeputy = "132", "县处级副职", "county-division level, deputy";
        SectionChief = "141", "乡科级正职", "section level, chief";
        SectionDeputy = "142", "乡科级副职", "section level, deputy";
        Clerk = "150", "科员级", "clerk";
        JuniorClerk = "160", "办事员级", "junior clerk";
    }
}
