//! Where the rules come from, as findings cite it to a clerk: the law and its article, or the rule's code and
//! name; Chinese, then English, parted by ` / `.

pub(super) const QUOTA_BINDS: &str =
    "《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第六条 / State Council Decree 486, Art. 6";
pub(super) const NO_MIXING: &str = "《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第十五条 / State Council Decree 486, Art. 15";
pub(super) const NO_QUOTA_FOR_DELIBERATIVE: &str = "《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第十九条 / State Council Decree 486, Art. 19";
pub(super) const DIVISIONS: &str = "《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第十三条 / State Council Decree 486, Art. 13";
pub(super) const FREEZE: &str = "规则Q2、E10 冻结、只出不进或已撤销的机构不得用编、上编 / \
     rules Q2 and E10: frozen, exit-only and abolished institutions take nobody on";
pub(super) const PLAN: &str = "规则Q4 用编数量在年度用编计划内 / rule Q4: within the unit's annual plan";
pub(super) const DUPLICATE: &str = "规则Q7 同单位同类型同渠道的用编核准未用完不重复申请 / \
     rule Q7: no second approval of one unit, type and channel while one is unused";
pub(super) const PERMIT: &str = "规则E1 用编核准有效，且单位、编制类型、经费形式和渠道相符 / \
     rule E1: a valid approval of the same unit, quota type, funding and channel";
pub(super) const ONE_SEAT: &str = "规则E2 一人不得同时占用两个编制 / rule E2: one person, one seat";
pub(super) const ID_NUMBER: &str = "规则E3 公民身份号码（GB 11643-1999）正确，且与出生日期、性别一致 / \
     rule E3: a citizen ID (GB 11643-1999) that agrees with birth date and sex";
pub(super) const ADULT: &str = "《中华人民共和国公务员法》第十三条；规则E4 年满十八周岁 / \
     Civil Servant Law, Art. 13; rule E4: 18 years of age";
pub(super) const RETIREMENT: &str = "《国务院关于渐进式延迟法定退休年龄的办法》；规则E4 未到法定退休年龄 / \
     State Council measures on the statutory retirement age; rule E4: below it";
pub(super) const HOLDS: &str =
    "办理规则 提交即预占编制或锁定用编核准 / rule of cases: a submission holds seats or pins the approval";
pub(super) const EFFECTIVE_DATE: &str =
    "办理规则 上编生效日期 / rule of cases: the effective date of an entry";
pub(super) const PERSON_FACTS: &str =
    "规则P1 姓名等关键信息经人员修改更正 / rule P1: key facts are corrected by an amendment of the person";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_basis_is_told_in_both_languages_and_names_no_file_of_ours() {
        let all = [
            QUOTA_BINDS,
            NO_MIXING,
            NO_QUOTA_FOR_DELIBERATIVE,
            DIVISIONS,
            FREEZE,
            PLAN,
            DUPLICATE,
            PERMIT,
            ONE_SEAT,
            ID_NUMBER,
            ADULT,
            RETIREMENT,
            HOLDS,
            EFFECTIVE_DATE,
            PERSON_FACTS,
        ];
        for basis in all {
            assert_eq!(basis.split(" / ").count(), 2, "{basis}");
            assert!(!basis.contains(".md"), "{basis}");
        }
    }
}
