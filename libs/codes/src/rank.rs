//! Institutional ranks 机构规格 (domain.md §6.5); whether a rank is only "equivalent to" 相当于 is
//! an attribute beside it.

use crate::set::code_set;

code_set! {
    /// The rank of an institution or division, highest first.
    InstitutionRank ("机构规格", "institutional rank") {
        DepartmentChief = "121", "正厅级", "department level";
        DepartmentDeputy = "122", "副厅级", "deputy department level";
        CountyChief = "131", "正处级", "county-division level";
        CountyDeputy = "132", "副处级", "deputy county-division level";
        SectionChief = "141", "正科级", "section level";
        SectionDeputy = "142", "副科级", "deputy section level";
        SubSection = "150", "股级", "sub-section level";
        Unranked = "0", "未定级", "unranked";
    }
}
