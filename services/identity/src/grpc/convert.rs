//! Messages to commands and back.
use command::Request as CommandRequest;
use kernel::error::{Coded, Kind, Violation};
use policy::Principal;
use prost::Message;
use proto::identity::v1 as pb;
use proto::moment;
use time::Duration;

use crate::app;
use crate::domain::{Certificate, PrincipalKind};

/// Who makes tokens with the administrator token; no id of the directory looks like this.
const ADMINISTRATOR: &str = "@administrator";
const SERVICE: &str = "bianzhi.identity.v1.CertificateService";
const TOKEN_SECONDS: std::ops::RangeInclusive<i32> = 60..=604_800;
const DEFAULT_TOKEN_LIFE: Duration = Duration::DAY;
const LONGEST_REASON: usize = 500;

/// Fields that can't be read, all of them.
#[derive(Debug, thiserror::Error)]
#[error("{} fields of the request can't be read", .0.len())]
pub(super) struct Defects(Vec<Violation>);

/// Why a request is no command.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(transparent)]
    Fields(#[from] Defects),
    #[error(transparent)]
    RequestId(#[from] command::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn reason(&self) -> &str {
        "FIELD_INVALID"
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::Fields(defects) => Some(format!("请求中有 {} 个字段无法读取", defects.0.len())),
            Self::RequestId(error) => error.zh(),
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Fields(defects) => &defects.0,
            Self::RequestId(error) => error.violations(),
        }
    }
}

/// The identified request of a method of this house.
pub(super) fn identified(
    principal_id: &str,
    request_id: &str,
    method: &str,
    message: &impl Message,
) -> Result<CommandRequest, command::Error> {
    CommandRequest::new(principal_id, request_id, method, &message.encode_to_vec())
}

/// `caller` is nobody on the enrolment listener, where the administrator token must speak for the request.
pub(super) fn create_token(
    caller: Option<&Principal>,
    message: pb::CreateEnrolmentTokenRequest,
) -> Result<app::CreateToken, Error> {
    let mut defects = Vec::new();
    let kind = principal_kind(message.kind());
    if kind.is_none() {
        defects.push(Violation::new("kind", "请指明主体类别", "name a kind of principal"));
    }
    if message.principal_id.is_empty() {
        defects.push(Violation::new("principal_id", "必填", "must not be empty"));
    }
    let lifetime = match message.lifetime_seconds {
        0 => DEFAULT_TOKEN_LIFE,
        seconds => Duration::seconds(seconds.into()),
    };
    if message.lifetime_seconds != 0 && !TOKEN_SECONDS.contains(&message.lifetime_seconds) {
        let (first, last) = TOKEN_SECONDS.into_inner();
        let zh = format!("应为 {first} 至 {last}，或 0");
        defects.push(Violation::new("lifetime_seconds", zh, format!("must be {first} to {last}, or 0")));
    }
    let principal_id = caller.map_or(ADMINISTRATOR, |caller| caller.id.as_str());
    // The administrator token may be renewed between a request and its repeat.
    let content = pb::CreateEnrolmentTokenRequest { administrator_token: String::new(), ..message.clone() };
    let method = format!("{SERVICE}/CreateEnrolmentToken");
    let request = identified(principal_id, &message.request_id, &method, &content);
    match (kind, request) {
        (Some(kind), Ok(request)) if defects.is_empty() => Ok(app::CreateToken {
            request,
            authority: match caller {
                Some(caller) => app::TokenAuthority::Operator(caller.id.clone()),
                None => app::TokenAuthority::Administrator(message.administrator_token),
            },
            kind,
            principal_id: message.principal_id,
            lifetime,
        }),
        (_, request) => {
            defects.extend(request.err().iter().flat_map(|error| error.violations().to_vec()));
            Err(Defects(defects).into())
        }
    }
}

pub(super) fn renew(caller: &Principal, message: pb::RenewCertificateRequest) -> Result<app::Renew, Error> {
    let method = format!("{SERVICE}/RenewCertificate");
    let request = identified(&caller.id, &message.request_id, &method, &message)?;
    Ok(app::Renew { request, serial: caller.serial.clone(), signing_request: message.signing_request })
}

pub(super) fn revoke(
    caller: &Principal,
    message: pb::RevokeCertificateRequest,
) -> Result<app::Revoke, Error> {
    let mut defects = Vec::new();
    let reason = message.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        let zh = format!("请用一句话说明原因（不超过 {LONGEST_REASON} 字，不含个人信息）");
        let en = format!("say why in one sentence of at most {LONGEST_REASON} characters, no personal data");
        defects.push(Violation::new("reason", zh, en));
    }
    let is_hex = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
    if message.serial.is_empty() || !message.serial.bytes().all(is_hex) {
        let zh = "序列号为大写十六进制";
        defects.push(Violation::new("serial", zh, "a serial is upper-case hexadecimal"));
    }
    let method = format!("{SERVICE}/RevokeCertificate");
    match identified(&caller.id, &message.request_id, &method, &message) {
        Ok(request) if defects.is_empty() => Ok(app::Revoke {
            request,
            by: caller.id.clone(),
            serial: message.serial.clone(),
            reason: reason.to_owned(),
        }),
        request => {
            defects.extend(request.err().iter().flat_map(|error| error.violations().to_vec()));
            Err(Defects(defects).into())
        }
    }
}

pub(super) fn import(
    caller: &Principal,
    message: pb::ImportDirectoryRequest,
) -> Result<app::ImportDirectory, Error> {
    let method = "bianzhi.identity.v1.DirectoryService/ImportDirectory";
    let request = identified(&caller.id, &message.request_id, method, &message)?;
    let files = message.files.into_iter().map(|file| (file.name, file.content)).collect();
    Ok(app::ImportDirectory { request, files })
}

pub(super) fn imported(imported: &app::Imported) -> pb::ImportDirectoryResponse {
    let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    pb::ImportDirectoryResponse {
        unit_count: count(imported.units),
        operator_count: count(imported.operators),
        partner_count: count(imported.partners),
        snapshot_version: imported.snapshot_version,
    }
}

pub(super) fn certificate(certificate: &Certificate) -> pb::Certificate {
    let kind = match certificate.kind() {
        PrincipalKind::Mesh => pb::PrincipalKind::Mesh,
        PrincipalKind::Unit => pb::PrincipalKind::Unit,
        PrincipalKind::Partner => pb::PrincipalKind::Partner,
    };
    let revocation = certificate.revocation.as_ref();
    pb::Certificate {
        serial: certificate.serial.clone(),
        kind: kind.into(),
        principal_id: certificate.principal.common_name(),
        spiffe_id: certificate.spiffe_id.clone(),
        not_before_time: Some(moment::timestamp(certificate.not_before)),
        not_after_time: Some(moment::timestamp(certificate.not_after)),
        revoke_time: revocation.map(|revocation| moment::timestamp(revocation.at)),
        revoke_reason: revocation.map(|revocation| revocation.reason.clone()).unwrap_or_default(),
    }
}

fn principal_kind(kind: pb::PrincipalKind) -> Option<PrincipalKind> {
    match kind {
        pb::PrincipalKind::Unspecified => None,
        pb::PrincipalKind::Mesh => Some(PrincipalKind::Mesh),
        pb::PrincipalKind::Unit => Some(PrincipalKind::Unit),
        pb::PrincipalKind::Partner => Some(PrincipalKind::Partner),
    }
}
