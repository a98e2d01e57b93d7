//! Political status 政治面貌, GB/T 4762-1984.

use crate::set::code_set;

code_set! {
    /// Party membership or the lack of it.
    PoliticalStatus ("政治面貌", "political status") {
        PartyMember = "01", "中共党员", "member of the Communist Party";
        ProbationaryMember = "02", "中共预备党员", "probationary Party member";
        YouthLeague = "03", "共青团员", "Communist Youth League member";
        RevolutionaryCommittee = "04", "民革党员", "Revolutionary Committee of the Kuomintang";
        DemocraticLeague = "05", "民盟盟员", "China Democratic League";
        DemocraticConstruction = "06", "民建会员", "China National Democratic Construction Association";
        PromotingDemocracy = "07", "民进会员", "China Association for Promoting Democracy";
        PeasantsAndWorkers = "08", "农工党党员", "Peasants' and Workers' Democratic Party";
        ZhiGong = "09", "致公党党员", "China Zhi Gong Party";
        JiuSan = "10", "九三学社社员", "Jiusan Society";
        TaiwanLeague = "11", "台盟盟员", "Taiwan Democratic Self-Government League";
        NonParty = "12", "无党派人士", "public figure without party";
        Masses = "13", "群众", "none";
    }
}
