//! Where the rules come from, as findings cite it.

pub(super) const QUOTA_BINDS: &str = "《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第六条";
pub(super) const NO_MIXING: &str = "《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第十五条";
pub(super) const NO_QUOTA_FOR_DELIBERATIVE: &str =
    "《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第十九条";
pub(super) const DIVISIONS: &str = "《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第十三条";
pub(super) const FREEZE: &str =
    "《中国共产党机构编制工作条例》；机构编制冻结与只出不进规定（domain.md §2.2, I19）";
pub(super) const PLAN: &str = "年度用编计划规定（domain.md §3.2 Q4）";
pub(super) const DUPLICATE: &str = "用编核准规定（domain.md §3.2 Q7）";
pub(super) const PERMIT: &str = "用编核准规定（domain.md §3.3 E1）";
pub(super) const ONE_SEAT: &str = "机构编制实名制管理规定（domain.md §3.3 E2, I10）";
pub(super) const ID_NUMBER: &str = "GB 11643-1999《公民身份号码》（domain.md §3.3 E3）";
pub(super) const ADULT: &str =
    "《中华人民共和国公务员法》第十三条；事业单位公开招聘规定（domain.md §3.3 E4）";
pub(super) const RETIREMENT: &str = "国务院关于渐进式延迟法定退休年龄的办法（domain.md §6.8, E4）";
pub(super) const HOLDS: &str = "编制预占规定（domain.md §3.0, §3.10）";
pub(super) const EFFECTIVE_DATE: &str = "上编生效日期规定（domain.md §3.0）";
pub(super) const PERSON_FACTS: &str = "人员信息修改规定（domain.md §3.6 P1）";
