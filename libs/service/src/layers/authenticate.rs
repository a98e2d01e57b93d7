//! Who calls, and whether a policy lets them.

use http::Request;
use kernel::clock::SystemClock;
use kernel::error::{Coded, Kind};
use policy::{Caller, Denial, Principal, Trust};
use tonic::body::Body;

use crate::listener::{Peer, Shown};

/// Health may be asked before the first snapshot; nothing else may.
const HEALTH: &str = "grpc.health.v1.Health/";

/// Why a caller is not let in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// A certificate is needed and none was shown.
    #[error("a client certificate is needed")]
    NoCertificate,
    /// The certificate names nobody.
    #[error("the client certificate names no principal: {0}")]
    Unreadable(String),
    /// It was revoked; the connection may be older than that.
    #[error("certificate {0} is revoked")]
    Revoked(String),
    /// It ran out while the connection was open.
    #[error("certificate {0} has expired; renew it and connect again")]
    Expired(String),
    /// Too many calls are being worked on.
    #[error("too many calls at once; try again in a second")]
    Overloaded,
    /// No trust snapshot was ever seen.
    #[error("this service has not seen a trust snapshot yet")]
    NoTrust,
    /// The certificate is good, and the directory knows nobody of that name in that unit.
    #[error("the directory knows no operator {operator} of unit {unit}")]
    NotInDirectory {
        /// The certificate's CN.
        operator: String,
        /// The unit that it is bound to.
        unit: String,
    },
    /// No policy permits the call, or one forbids it.
    #[error(transparent)]
    Denied(Denial),
}

impl Coded for Refusal {
    fn kind(&self) -> Kind {
        match self {
            Self::NoCertificate | Self::Unreadable(_) | Self::Expired(_) => Kind::Unauthenticated,
            Self::Revoked(_) | Self::NotInDirectory { .. } | Self::Denied(_) => Kind::Forbidden,
            Self::Overloaded => Kind::Exhausted,
            Self::NoTrust => Kind::Unavailable,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::NoCertificate => "CERT_MISSING",
            Self::Unreadable(_) | Self::NotInDirectory { .. } => "UNKNOWN_PRINCIPAL",
            Self::Revoked(_) => "CERT_REVOKED",
            Self::Expired(_) => "CERT_EXPIRED",
            Self::Overloaded => "OVERLOADED",
            Self::NoTrust => "TRUST_UNKNOWN",
            Self::Denied(denial) => &denial.reason,
        }
    }

    fn zh(&self) -> Option<String> {
        Some(match self {
            Self::NoCertificate => "需要出示客户端证书".to_owned(),
            Self::Unreadable(_) => "客户端证书未标明有效主体".to_owned(),
            Self::Revoked(_) => "该证书已被吊销，请联系安全管理员".to_owned(),
            Self::Expired(_) => "该证书已过期，请更新后重新连接".to_owned(),
            Self::NotInDirectory { .. } => "权限目录中没有该证书对应的经办人".to_owned(),
            Self::Overloaded => "系统繁忙，请稍后再试".to_owned(),
            Self::NoTrust => "本服务尚未取得权限目录，请稍后再试".to_owned(),
            Self::Denied(denial) if denial.reason == "SUBUNIT_DIRECT_SUBMIT_FORBIDDEN" => {
                "二级单位不得直接向编办申报，请报送主管部门".to_owned()
            }
            Self::Denied(_) => "您无权使用该功能".to_owned(),
        })
    }
}

/// The principal behind a request; none on the enrolment listener, where nobody shows a certificate, and none
/// for a health check before the first snapshot.
pub(super) fn principal(request: &Request<Body>, trust: &Trust) -> Result<Option<Principal>, Refusal> {
    let Some(Peer(shown)) = request.extensions().get::<Peer>() else {
        return Err(Refusal::NoCertificate);
    };
    let certificate = match shown.as_ref() {
        Shown::Certificate(certificate) => certificate,
        Shown::Unreadable(why) => return Err(Refusal::Unreadable(why.clone())),
        Shown::Nothing => return Ok(None),
    };
    if certificate.not_after < SystemClock.now() {
        return Err(Refusal::Expired(certificate.serial.clone()));
    }
    let Some(snapshot) = trust.current() else {
        let asks_health = request.uri().path().trim_start_matches('/').starts_with(HEALTH);
        return if asks_health { Ok(None) } else { Err(Refusal::NoTrust) };
    };
    Ok(Some(Principal::of(certificate, &snapshot)))
}

/// Refuses revoked certificates, on open connections too, and asks the policies.
pub(super) fn permit(principal: Option<&Principal>, method: &str, trust: &Trust) -> Result<(), Refusal> {
    let Some(snapshot) = trust.current() else {
        return if method.starts_with(HEALTH) { Ok(()) } else { Err(Refusal::NoTrust) };
    };
    if let Some(principal) = principal.filter(|principal| snapshot.is_revoked(&principal.serial)) {
        return Err(Refusal::Revoked(principal.serial.clone()));
    }
    let caller = principal.map_or(Caller::Anonymous, Caller::Known);
    policy::authorize(caller, method).map_err(|denial| match principal {
        Some(Principal { operator_id: Some(operator), unit_id: Some(unit), .. })
            if snapshot.operator(operator).is_none_or(|known| known.unit_id != *unit) =>
        {
            Refusal::NotInDirectory { operator: operator.clone(), unit: unit.clone() }
        }
        _ => Refusal::Denied(denial),
    })
}
