//! What the methods of the contract are called by those who use them.

use codes::{Label, Lang};

use crate::answer::label;

/// A part of the mesh: one service of the contract.
pub struct Part {
    /// Its place in a list, by how near it is to a clerk's work.
    pub place: usize,
    label: Option<Label>,
    /// `CaseService`, for a service that has no words here.
    service: String,
}

/// The services of the contract, those of daily work first.
const PARTS: [(&str, Label); 18] = [
    ("CaseService", label("办件", "cases")),
    ("MaterialService", label("材料", "materials")),
    ("ReviewService", label("并联审查", "parallel review")),
    ("QuotaService", label("编制", "quota")),
    ("ChangeService", label("登记变更", "changes of the registry")),
    ("PersonService", label("人员", "persons")),
    ("InstitutionService", label("机构", "institutions")),
    ("DocumentService", label("文书", "papers")),
    ("VerificationService", label("核验", "verification")),
    ("DeliveryService", label("推送", "deliveries")),
    ("NotificationService", label("通知", "messages")),
    ("DefinitionService", label("事项定义", "item definitions")),
    ("ImportService", label("登记导入", "import of the registry")),
    ("DirectoryService", label("权限目录", "directory")),
    ("CertificateService", label("证书", "certificates")),
    ("AuditService", label("审计", "audit")),
    ("ProbeService", label("链路探测", "probes")),
    ("TrustService", label("信任快照", "trust snapshot")),
];

/// The part that a method (`<package>.<Service>/<Method>`) belongs to; a newer one comes last.
pub fn part(method: &str) -> Part {
    let owner = method.split_once('/').map_or(method, |(owner, _)| owner);
    let service = owner.rsplit_once('.').map_or(owner, |(_, service)| service);
    let found = PARTS.iter().enumerate().find(|(_, (name, _))| *name == service);
    Part {
        place: found.map_or(PARTS.len(), |(place, _)| place),
        label: found.map(|(_, (_, label))| *label),
        service: service.to_owned(),
    }
}

impl Part {
    /// What it is called.
    pub fn name(&self, lang: Lang) -> String {
        self.label.map_or_else(|| self.service.clone(), |label| label.in_lang(lang).to_owned())
    }
}

/// What a method does, in a few words; a newer one keeps its name.
pub fn deed(method: &str, lang: Lang) -> String {
    let name = method.split_once('/').map_or(method, |(_, name)| name);
    let label = match name {
        "CreateCase" => label("起草", "draft"),
        "UpdateCase" => label("修改", "change"),
        "ForwardCase" => label("上报主管部门", "forward to the department"),
        "SubmitCase" => label("提交编办", "submit to the office"),
        "AcceptCase" => label("受理", "accept"),
        "ReviewCase" => label("审核", "review"),
        "ApproveCase" => label("审批", "approve"),
        "ReturnCase" => label("退回补正", "return for correction"),
        "RefuseCase" => label("不予受理", "refuse"),
        "WithdrawCase" => label("撤回", "withdraw"),
        "TerminateCase" => label("终止", "terminate"),
        "SuspendCase" => label("中止", "suspend"),
        "ResumeCase" => label("恢复", "resume"),
        "GetCase" => label("查看", "see one"),
        "ListCases" => label("查询", "list"),
        "ListTimelineEntries" => label("查看办理过程", "see the timeline"),
        "UploadMaterial" => label("上传", "attach"),
        "DownloadMaterial" => label("下载", "download"),
        "OpenReview" => label("发起", "open"),
        "CloseReview" => label("结束", "close"),
        "GetReview" => label("查看", "see one"),
        "ListReviews" => label("查询", "list"),
        "GiveOpinion" => label("出具意见", "give an opinion"),
        "HoldSeats" => label("预占编制", "hold seats"),
        "PinPermit" => label("锁定用编通知单", "pin a permit"),
        "GiveBack" => label("退还预占", "give back"),
        "GetBalance" => label("查看编制使用情况", "see balances"),
        "GetPermit" => label("查看用编通知单", "see a permit"),
        "ListPermits" => label("查询用编通知单", "list permits"),
        "CheckChange" => label("预检变更", "check a change"),
        "ApplyChange" => label("登记变更", "apply a change"),
        "RecordDocuments" => label("登记文号", "record papers"),
        "GetPerson" => label("查看人员", "see a person"),
        "SearchPersons" => label("查找人员", "search persons"),
        "GetInstitution" => label("查看机构", "see an institution"),
        "ListInstitutions" => label("查询机构", "list institutions"),
        "ImportRegistry" => label("导入实名制登记", "import base data"),
        "IssueDocuments" => label("签发文书", "issue papers"),
        "GetDocument" => label("查看文书", "see a paper"),
        "ListDocuments" => label("查询文书", "list papers"),
        "DownloadDocument" => label("下载文书", "download a paper"),
        "OpenSeries" => label("启用文号", "open a series of numbers"),
        "ListKeys" => label("查看签名公钥", "list public keys"),
        "Verify" => label("扫码核验", "verify a paper"),
        "ListDeliveries" => label("查询推送", "list deliveries"),
        "RedriveDelivery" => label("重新推送", "send a delivery again"),
        "ListRefusedMessages" => label("查询被拒消息", "list refused messages"),
        "ListRefusedAttempts" => label("查询被拒操作", "list refused attempts"),
        "SendProbe" => label("发送探测", "send a probe"),
        "GetProbe" => label("查看探测", "see a probe"),
        "ListNotifications" => label("查看通知", "read messages"),
        "AcknowledgeNotification" => label("确认通知", "acknowledge a message"),
        "PublishDefinition" => label("发布事项定义", "publish a definition"),
        "GetDefinition" => label("查看事项定义", "see a definition"),
        "ListDefinitions" => label("查询事项定义", "list definitions"),
        "ImportDirectory" => label("导入权限目录", "import the directory"),
        "GetUnit" => label("查看单位", "see a unit"),
        "ListUnits" => label("查询单位", "list units"),
        "ListOperators" => label("查询经办人", "list operators"),
        "GetMyself" => label("查看本人身份", "ask who one is"),
        "CreateEnrolmentToken" => label("制发注册令牌", "make enrolment tokens"),
        "EnrolCertificate" => label("注册证书", "enrol"),
        "RenewCertificate" => label("更新本人证书", "renew one's certificate"),
        "RevokeCertificate" => label("吊销证书", "revoke a certificate"),
        "ListCertificates" => label("查询证书", "list certificates"),
        "GetRevocationList" => label("获取吊销列表", "get the revocation list"),
        "WatchTrust" => label("订阅信任快照", "follow the trust snapshot"),
        other => return other.to_owned(),
    };
    label.in_lang(lang).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_of_a_newer_service_keeps_its_name() {
        let method = "bianzhi.future.v1.DreamService/DreamOn";

        assert_eq!(
            (part(method).name(Lang::Zh), deed(method, Lang::Zh)),
            ("DreamService".into(), "DreamOn".into())
        );
        assert_eq!(part(method).place, PARTS.len());
    }
}
