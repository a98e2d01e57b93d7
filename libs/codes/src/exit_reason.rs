//! Why a person leaves establishment 下编原因 (domain.md §3.4).

use crate::set::code_set;

code_set! {
    /// The reason of an exit. The values of GB/T 12405-2008 are not established; partners map ours.
    ExitReason ("下编原因", "exit reason") {
        RetireStatutory = "RETIRE_STATUTORY", "到龄退休", "statutory retirement";
        RetireEarlyElastic = "RETIRE_EARLY_ELASTIC", "弹性提前退休", "elastic early retirement";
        RetireDelayedEnd = "RETIRE_DELAYED_END", "弹性延迟退休期满", "end of delayed retirement";
        RetireEarlyCivil = "RETIRE_EARLY_CIVIL", "公务员提前退休", "early retirement of a civil servant";
        RetireIllness = "RETIRE_ILLNESS", "病退", "retirement for illness";
        TransferOut = "TRANSFER_OUT", "调出", "transfer out";
        Resign = "RESIGN", "辞职", "resignation";
        Dismiss = "DISMISS", "辞退", "dismissal";
        ContractEnd = "CONTRACT_END", "解聘或合同终止", "end of contract";
        Expel = "EXPEL", "开除", "expulsion";
        CancelHire = "CANCEL_HIRE", "取消录用", "hiring cancelled in probation";
        Death = "DEATH", "死亡", "death";
        HiredElsewhere = "HIRED_ELSEWHERE", "被其他单位录用聘用", "hired elsewhere";
        EnterpriseConversion = "ENTERPRISE_CONVERSION", "转企改制", "conversion to an enterprise";
        Correction = "CORRECTION", "更正", "correction";
    }
}

impl ExitReason {
    /// Whether the person retires, in whatever way.
    pub const fn is_retirement(self) -> bool {
        match self {
            Self::RetireStatutory
            | Self::RetireEarlyElastic
            | Self::RetireDelayedEnd
            | Self::RetireEarlyCivil
            | Self::RetireIllness => true,
            Self::TransferOut
            | Self::Resign
            | Self::Dismiss
            | Self::ContractEnd
            | Self::Expel
            | Self::CancelHire
            | Self::Death
            | Self::HiredElsewhere
            | Self::EnterpriseConversion
            | Self::Correction => false,
        }
    }
}
