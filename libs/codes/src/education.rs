//! Education 学历, GB/T 4658-2006: the values in use.

use crate::set::code_set;

code_set! {
    /// The highest completed education.
    Education ("学历", "education") {
        Doctor = "11", "博士研究生毕业", "doctoral graduate";
        Master = "14", "硕士研究生毕业", "master's graduate";
        PostgraduateClass = "17", "研究生班毕业", "postgraduate class";
        Bachelor = "21", "大学本科毕业", "bachelor's graduate";
        JuniorCollege = "31", "大学专科毕业", "junior college";
        SecondarySpecialised = "41", "中等专科毕业", "specialised secondary school";
        VocationalHigh = "44", "职业高中毕业", "vocational high school";
        SkilledWorker = "47", "技工学校毕业", "skilled workers' school";
        HighSchool = "61", "普通高中毕业", "high school";
        MiddleSchool = "71", "初中毕业", "middle school";
        PrimarySchool = "81", "小学毕业", "primary school";
        Other = "90", "其他", "other";
    }
}
