//! `CertificateService`: tokens, enrolment, renewal, revocation, list.

use proto::identity::v1 as pb;
use proto::identity::v1::certificate_service_server::CertificateService;
use proto::moment;
use service::rpc;
use tonic::{Request, Response, Status};

use super::convert;
use crate::app::{self, App, CertificateFilter};
use crate::domain::PrincipalKind;

/// Certificates and tokens, at both listeners.
pub struct Certificates(pub App);

#[tonic::async_trait]
impl CertificateService for Certificates {
    async fn create_enrolment_token(
        &self,
        request: Request<pb::CreateEnrolmentTokenRequest>,
    ) -> Result<Response<pb::CreateEnrolmentTokenResponse>, Status> {
        // Policy let nobody come here without a certificate but at the enrolment listener.
        let caller = rpc::caller(&request).ok();
        let command = convert::create_token(caller.as_ref(), request.into_inner());
        let command = command.map_err(|error| rpc::status(&error))?;
        let fresh = self.0.create_token(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::CreateEnrolmentTokenResponse {
            token: fresh.secret,
            expire_time: Some(moment::timestamp(fresh.expires_at)),
        }))
    }

    async fn enrol_certificate(
        &self,
        request: Request<pb::EnrolCertificateRequest>,
    ) -> Result<Response<pb::EnrolCertificateResponse>, Status> {
        let pb::EnrolCertificateRequest { token, signing_request } = request.into_inner();
        let enrol = app::Enrol { token, signing_request };
        let issued = self.0.enrol(enrol).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::EnrolCertificateResponse {
            certificate: Some(convert::certificate(&issued.certificate)),
            chain: issued.certificate.chain,
            roots: self.0.roots_pem().to_owned(),
        }))
    }

    async fn renew_certificate(
        &self,
        request: Request<pb::RenewCertificateRequest>,
    ) -> Result<Response<pb::RenewCertificateResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let command = convert::renew(&caller, request.into_inner());
        let command = command.map_err(|error| rpc::status(&error))?;
        let issued = self.0.renew(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::RenewCertificateResponse {
            certificate: Some(convert::certificate(&issued.certificate)),
            chain: issued.certificate.chain,
        }))
    }

    async fn revoke_certificate(
        &self,
        request: Request<pb::RevokeCertificateRequest>,
    ) -> Result<Response<pb::RevokeCertificateResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let command = convert::revoke(&caller, request.into_inner());
        let command = command.map_err(|error| rpc::status(&error))?;
        let certificate = self.0.revoke(command).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::RevokeCertificateResponse {
            certificate: Some(convert::certificate(&certificate)),
        }))
    }

    async fn list_certificates(
        &self,
        request: Request<pb::ListCertificatesRequest>,
    ) -> Result<Response<pb::ListCertificatesResponse>, Status> {
        let caller = rpc::caller(&request)?;
        let pb::ListCertificatesRequest { page_size, page_token, principal_id } = request.into_inner();
        let list = rpc::List::new("ListCertificates", &caller.id, &[&principal_id]);
        let (page, before) = list.page(page_size, &page_token)?;

        let filter = visible(&caller, principal_id);
        let asked = app::ListCertificates { filter, before, limit: page.limit() };
        let found = self.0.certificates(asked).await.map_err(|error| rpc::status(&error))?;
        let (found, next_page_token) = page.cut(found, |last| last.issue_no);
        let certificates = found.iter().map(|row| convert::certificate(&row.certificate)).collect();
        Ok(Response::new(pb::ListCertificatesResponse { certificates, next_page_token }))
    }

    async fn get_revocation_list(
        &self,
        _request: Request<pb::GetRevocationListRequest>,
    ) -> Result<Response<pb::GetRevocationListResponse>, Status> {
        let list = self.0.revocation_list().await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(pb::GetRevocationListResponse {
            revocation_list: list.pem.clone(),
            create_time: Some(moment::timestamp(list.made_at)),
            expire_time: Some(moment::timestamp(list.good_until)),
            authorities: self.0.authorities_pem(),
        }))
    }
}

/// The duties `security` and `audit` see all certificates; everybody else only his or her own, whatever was
/// asked for.
fn visible(caller: &policy::Principal, principal_id: String) -> CertificateFilter {
    if caller.has_duty("security") || caller.has_duty("audit") {
        let principal_id = Some(principal_id).filter(|id| !id.is_empty());
        return CertificateFilter { kind: None, principal_id };
    }
    let (kind, own) = match caller.kind {
        policy::Kind::Mesh => (PrincipalKind::Mesh, caller.id.as_str()),
        policy::Kind::Unit => (PrincipalKind::Unit, caller.id.as_str()),
        policy::Kind::Partner => (PrincipalKind::Partner, caller.stream_id()),
    };
    CertificateFilter { kind: Some(kind), principal_id: Some(own.to_owned()) }
}
