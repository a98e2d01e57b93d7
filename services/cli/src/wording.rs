//! What the contract's states and steps are called on the screen of a clerk.

use codes::{Label, Lang};
use proto::bridge::v1::{DeliveryState, OpinionVerdict, ReviewState};
use proto::document::v1::{DocumentState, DocumentType, Verdict};
use proto::registry::v1::{HolderKind, InstitutionState, PermitState};
use proto::r#type::v1::{Bucket, Funding};
use proto::workflow::v1::{ApprovalOutcome, CaseState, Holder};

const fn label(zh: &'static str, en: &'static str) -> Label {
    Label { zh, en }
}

pub fn case_state(state: CaseState) -> Label {
    match state {
        CaseState::Unspecified => label("", ""),
        CaseState::Draft => label("草稿", "draft"),
        CaseState::DeptPending => label("待主管部门提交", "with the department"),
        CaseState::Submitted => label("已提交", "submitted"),
        CaseState::Accepted => label("已受理", "accepted"),
        CaseState::InReview => label("审核中", "in review"),
        CaseState::Approved => label("已审批", "approved"),
        CaseState::Completed => label("已办结", "completed"),
        CaseState::Returned => label("退回补正", "returned"),
        CaseState::Refused => label("不予受理", "refused"),
        CaseState::Withdrawn => label("已撤回", "withdrawn"),
        CaseState::Terminated => label("已终止", "terminated"),
        CaseState::Suspended => label("已中止", "suspended"),
        CaseState::Lapsed => label("已失效", "lapsed"),
    }
}

pub fn holder(holder: Holder) -> Label {
    match holder {
        Holder::Unspecified => label("–", "–"),
        Holder::Applicant => label("经办单位", "applicant"),
        Holder::Department => label("主管部门", "department"),
        Holder::DeskAccept => label("受理岗", "acceptance desk"),
        Holder::DeskReview => label("审核岗", "review desk"),
        Holder::DeskApprove => label("审批岗", "approval desk"),
    }
}

pub fn outcome(outcome: ApprovalOutcome) -> Label {
    match outcome {
        ApprovalOutcome::Unspecified => label("", ""),
        ApprovalOutcome::Completed => label("已办结", "completed"),
        ApprovalOutcome::BackInReview => {
            label("登记未通过,退回审批岗", "the registry refused; back on the desk that decided")
        }
        ApprovalOutcome::EffectsPending => {
            label("已审批,登记和文书正在办理", "approved; registry and papers follow by themselves")
        }
    }
}

/// A step of a timeline; a step of a newer service keeps its code.
pub fn step(code: &str, lang: Lang) -> &str {
    let label = match code {
        "DRAFTED" => label("起草", "drafted"),
        "UPDATED" => label("修改表单", "form changed"),
        "ATTACHED" | "MATERIAL_ATTACHED" => label("上传材料", "material attached"),
        "FORWARDED" => label("上报主管部门", "forwarded to the department"),
        "SUBMITTED" => label("提交编办", "submitted to the office"),
        "SUBMISSION_REFUSED" => label("提交未通过", "submission refused"),
        "ACCEPTED" => label("受理", "accepted"),
        "REVIEW_OPENED" => label("发起并联审查", "parallel review opened"),
        "OPINION_GIVEN" => label("部门审查意见", "opinion given"),
        "REVIEWED" => label("审核通过", "passed the review desk"),
        "APPROVED" => label("审批通过", "approved"),
        "CHANGE_APPLIED" => label("登记生效", "change applied"),
        "CHANGE_REFUSED" => label("登记未通过", "the registry refused"),
        "PAPERS_ISSUED" => label("签发文书", "papers issued"),
        "COMPLETED" => label("办结", "completed"),
        "RETURNED" => label("退回补正", "returned"),
        "REFUSED" => label("不予受理", "refused"),
        "WITHDRAWN" => label("撤回", "withdrawn"),
        "TERMINATED" => label("终止", "terminated"),
        "LAPSED" => label("失效", "lapsed"),
        other => return other,
    };
    label.in_lang(lang)
}

pub fn verdict(verdict: OpinionVerdict) -> Label {
    match verdict {
        OpinionVerdict::Unspecified => label("", ""),
        OpinionVerdict::Pending => label("待审查", "pending"),
        OpinionVerdict::Agree => label("同意", "agree"),
        OpinionVerdict::Disagree => label("不同意", "disagree"),
        OpinionVerdict::Void => label("已作废", "void"),
    }
}

/// A verdict as a case tells it.
pub fn verdict_code(code: &str, lang: Lang) -> &str {
    let known = match code {
        "PENDING" => OpinionVerdict::Pending,
        "AGREE" => OpinionVerdict::Agree,
        "DISAGREE" => OpinionVerdict::Disagree,
        "VOID" => OpinionVerdict::Void,
        other => return other,
    };
    verdict(known).in_lang(lang)
}

pub fn review_state(state: ReviewState) -> Label {
    match state {
        ReviewState::Unspecified => label("", ""),
        ReviewState::Open => label("审查中", "open"),
        ReviewState::Joined => label("审查通过", "all agree"),
        ReviewState::Disagreed => label("审查未通过", "disagreed"),
        ReviewState::Closed => label("已关闭", "closed"),
    }
}

/// A reviewing department by its role.
pub fn department(role: &str, lang: Lang) -> &str {
    let label = match role {
        "org_dept" => label("组织部", "Organization Department"),
        "hr_bureau" => label("人社局", "HR Bureau"),
        "finance" => label("财政局", "Finance Bureau"),
        "pension" => label("养老保险经办机构", "pension agency"),
        "staffing_office" => label("编办", "Staffing Office"),
        "department" => label("主管部门", "department"),
        "sub_unit" => label("二级单位", "sub-unit"),
        other => return other,
    };
    label.in_lang(lang)
}

pub fn delivery_state(state: DeliveryState) -> Label {
    match state {
        DeliveryState::Unspecified => label("", ""),
        DeliveryState::Sent => label("已推送", "sent"),
        DeliveryState::Received => label("已接收", "received"),
        DeliveryState::Validated => label("已校验", "validated"),
        DeliveryState::Applied => label("已应用", "applied"),
        DeliveryState::Parked => label("已挂起", "parked"),
        DeliveryState::Waiting => label("排队等候", "waiting"),
    }
}

pub fn document_type(kind: DocumentType) -> Label {
    match kind {
        DocumentType::Unspecified => label("", ""),
        DocumentType::Permit => label("准许用编通知单", "quota-use permit"),
        DocumentType::Entry => label("进编通知单", "entry notice"),
        DocumentType::Funding => label("核拨经费通知单", "funding notice"),
        DocumentType::Letter => label("函", "letter"),
    }
}

/// A document type as a case tells it.
pub fn document_type_code(code: &str, lang: Lang) -> &str {
    let known = match code {
        "PERMIT" => DocumentType::Permit,
        "ENTRY" => DocumentType::Entry,
        "FUNDING" => DocumentType::Funding,
        "LETTER" => DocumentType::Letter,
        other => return other,
    };
    document_type(known).in_lang(lang)
}

pub fn document_state(state: DocumentState) -> Label {
    match state {
        DocumentState::Unspecified => label("", ""),
        DocumentState::Issued => label("有效", "in force"),
        DocumentState::Consumed => label("已使用", "used up"),
        DocumentState::Expired => label("已失效", "expired"),
        DocumentState::Superseded => label("已更正", "superseded"),
        DocumentState::Revoked => label("已撤销", "revoked"),
    }
}

pub fn authenticity(verdict: Verdict) -> Label {
    match verdict {
        Verdict::Unspecified => label("", ""),
        Verdict::Authentic => label("真实", "authentic"),
        Verdict::Malformed => label("不是本系统的二维码", "not a code of ours"),
        Verdict::UnknownKey => label("签发密钥未知", "the key is unknown"),
        Verdict::RevokedKey => label("签发密钥已吊销", "the key was revoked"),
        Verdict::BadSignature => label("签名不符,内容被改动或伪造", "the signature does not hold"),
        Verdict::UnknownDocument => label("签名有效,但无此文书", "signed, but no such document"),
    }
}

pub fn institution_state(state: InstitutionState) -> Label {
    match state {
        InstitutionState::Unspecified => label("", ""),
        InstitutionState::Active => codes::InstitutionState::Active.label(),
        InstitutionState::Frozen => codes::InstitutionState::Frozen.label(),
        InstitutionState::ExitOnly => codes::InstitutionState::ExitOnly.label(),
        InstitutionState::Abolished => codes::InstitutionState::Abolished.label(),
    }
}

pub fn permit_state(state: PermitState) -> Label {
    match state {
        PermitState::Unspecified => label("", ""),
        PermitState::Open => label("未使用", "open"),
        PermitState::PartlyUsed => label("部分使用", "partly used"),
        PermitState::UsedUp => label("已用完", "used up"),
        PermitState::Expired => label("已过期", "expired"),
        PermitState::Revoked => label("已撤销", "revoked"),
    }
}

pub fn holder_kind(kind: HolderKind) -> Label {
    match kind {
        HolderKind::Unspecified => label("", ""),
        HolderKind::Case => label("在办预占", "case under way"),
        HolderKind::Permit => label("准许用编", "open permit"),
        HolderKind::CommittedEntry => label("已批待生效", "committed future entry"),
    }
}

/// A code of a set as its label; a code that this program does not know stays as it is.
pub fn code<T: std::str::FromStr>(code: &str, label: impl Fn(T) -> Label, lang: Lang) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |known| label(known).in_lang(lang).to_owned())
}

pub fn item(key: &str, lang: Lang) -> String {
    code(key, codes::Item::label, lang)
}

/// A bucket without its institution: 事业编制(全额).
pub fn bucket(bucket: Option<&Bucket>, lang: Lang) -> String {
    let Some(bucket) = bucket else {
        return String::new();
    };
    let funding = match bucket.funding() {
        Funding::Unspecified => return bucket.quota_type.clone(),
        Funding::Full => codes::Funding::Full,
        Funding::Partial => codes::Funding::Partial,
        Funding::Self_ => codes::Funding::SelfFunded,
    };
    match bucket.quota_type.parse::<codes::QuotaType>() {
        Ok(quota_type) => quota_type.bucket_label(funding, lang),
        Err(_) => format!("{}-{funding}", bucket.quota_type),
    }
}
