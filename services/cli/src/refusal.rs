//! What a service's refusal means to the person at the keyboard.

use kernel::error::{Finding, Kind, Severity, Violation};
use tonic::{Code, Status};

use crate::exit::Exit;
use crate::failure::{Defect, Failure};

/// Reads a status into a failure with everything the service said.
pub fn failure(status: &Status) -> Box<Failure> {
    let told = channel::failure(status);
    let zh = told.zh.clone().unwrap_or_else(|| without_words(status.code(), &told.message));
    let mut failure = Failure::new(exit(told.kind), &told.reason, zh, told.message.clone());
    failure.defects =
        told.findings.iter().map(finding).chain(told.violations.iter().map(violation)).collect();
    failure.trace_id = told.trace_id.clone();
    match advice(&told.reason, told.kind) {
        Some((zh, en)) => failure.advise(zh, en),
        None => failure,
    }
}

/// The exit code of each kind of failure.
fn exit(kind: Kind) -> Exit {
    match kind {
        Kind::NotFound => Exit::NotFound,
        Kind::Forbidden | Kind::Unauthenticated => Exit::Denied,
        Kind::AlreadyExists | Kind::Conflict => Exit::Conflict,
        Kind::Unavailable | Kind::Exhausted => Exit::Unavailable,
        Kind::Invalid | Kind::Precondition | Kind::Internal => Exit::Failed,
    }
}

/// A Chinese sentence for what no service said, with the library's own words behind it.
fn without_words(code: Code, message: &str) -> String {
    let what = match code {
        Code::Unavailable => "服务不可用",
        Code::DeadlineExceeded => "服务未在时限内答复",
        Code::Unauthenticated => "证书未被接受",
        Code::PermissionDenied => "没有权限",
        Code::NotFound => "未找到",
        Code::InvalidArgument => "填写有误",
        Code::FailedPrecondition => "不符合办理条件",
        Code::Unimplemented => "服务尚不支持该操作",
        _ => "操作未成功",
    };
    format!("{what}:{message}")
}

/// A finding as a message of the contract tells it.
pub fn told_finding(told: &proto::r#type::v1::Finding) -> Defect {
    finding(&told.clone().into())
}

/// A finding of a rule, with its figures.
fn finding(finding: &Finding) -> Defect {
    let weight = match finding.severity {
        Severity::Block => "",
        Severity::Escalate => "ESCALATE ",
        Severity::Warn => "WARN ",
    };
    let figures: Vec<String> =
        finding.figures.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let (basis_zh, basis_en) = finding.basis.split_once(" / ").unwrap_or((&finding.basis, &finding.basis));
    let with_basis = |sentence: &str, basis: &str| {
        if basis.is_empty() { sentence.to_owned() } else { format!("{sentence}({basis})") }
    };
    Defect {
        code: format!("{weight}{}", finding.code),
        subject: figures.join(" "),
        zh: with_basis(&finding.zh, basis_zh),
        en: with_basis(&finding.en, basis_en),
    }
}

fn violation(violation: &Violation) -> Defect {
    Defect {
        code: "FIELD_INVALID".to_owned(),
        subject: violation.field.clone(),
        zh: violation.zh.clone(),
        en: violation.en.clone(),
    }
}

/// What to do, in the words of the contract's list of reasons.
fn advice(reason: &str, kind: Kind) -> Option<(&'static str, &'static str)> {
    let by_reason = match reason {
        "FIELD_INVALID" => ("按所列各项改正后重新提交", "correct every field named and send again"),
        "IMPORT_INVALID" => ("按所列各行改正文件后重新导入", "correct every row named and import again"),
        "ETAG_MISMATCH" => {
            ("办件已有变化,请重新查看后再办理", "the case has changed; look at it again, then act")
        }
        "REQUEST_ID_REUSED" => ("换用新的--request-id", "use another --request-id"),
        "REQUEST_IN_PROGRESS" | "DEADLINE_EXCEEDED" => {
            ("稍后用同一--request-id重试", "ask again with the same --request-id")
        }
        "SUBUNIT_DIRECT_SUBMIT_FORBIDDEN" => (
            "请用case forward上报主管部门,由主管部门提交",
            "forward the case to your department, which submits it",
        ),
        "CERT_REVOKED" => {
            ("请向安全管理员申请重新发证", "ask the security administrator for a new certificate")
        }
        "CERT_EXPIRED" => (
            "请向安全管理员申请令牌,用cert enroll重新注册",
            "ask the security administrator for a token and enrol again with cert enroll",
        ),
        "MATERIAL_MISSING" => ("用case attach补齐材料", "attach the missing materials with case attach"),
        "QUOTA_INSUFFICIENT" => ("待人员下编后再申请,或减少数量", "wait for an exit, or ask for fewer seats"),
        "PERSON_ALREADY_ON_ESTABLISHMENT" => ("改办人员异动", "use a movement instead"),
        "PURPOSE_REQUIRED" => ("用--purpose说明用途", "say with --purpose what the data is for"),
        "RENDERING_PENDING" => ("文书正在生成,请稍候再取", "the PDF is being made; ask again shortly"),
        "SERIES_NOT_OPEN" => ("先用series open启用文号", "open the series first with series open"),
        _ => return by_kind(kind),
    };
    Some(by_reason)
}

fn by_kind(kind: Kind) -> Option<(&'static str, &'static str)> {
    match kind {
        Kind::Unavailable | Kind::Exhausted => Some(("稍后重试", "try again later")),
        Kind::Internal => Some(("请将跟踪号告知运维人员", "tell the operators the trace id")),
        Kind::Invalid
        | Kind::Unauthenticated
        | Kind::Forbidden
        | Kind::NotFound
        | Kind::AlreadyExists
        | Kind::Precondition
        | Kind::Conflict => None,
    }
}

/// `?` on a service's answer.
impl From<Status> for Box<Failure> {
    fn from(status: Status) -> Self {
        failure(&status)
    }
}
