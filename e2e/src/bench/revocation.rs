//! From the answer to a revocation until every service refuses the certificate on connections opened long before.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use channel::Channel;
use proto::bridge::v1::ListReviewsRequest;
use proto::bridge::v1::review_service_client::ReviewServiceClient;
use proto::document::v1::ListDocumentsRequest;
use proto::document::v1::document_service_client::DocumentServiceClient;
use proto::identity::v1::certificate_service_client::CertificateServiceClient;
use proto::identity::v1::{ListCertificatesRequest, RevokeCertificateRequest};
use proto::notification::v1::ListNotificationsRequest;
use proto::notification::v1::notification_service_client::NotificationServiceClient;
use proto::registry::v1::ListPermitsRequest;
use proto::registry::v1::quota_service_client::QuotaServiceClient;
use proto::workflow::v1::ListCasesRequest;
use proto::workflow::v1::case_service_client::CaseServiceClient;
use tokio::task::JoinSet;
use tonic::Status;

use super::Bench;
use super::desks::request_id;
use super::drive::milliseconds;
use super::table::Verdict;

/// Operators of the load's data who are about to leave.
const LEAVERS: usize = 5;
const LOOK_EVERY: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(30);
const AIM: Duration = Duration::from_secs(5);

/// A call that an operator may make at a service.
enum Door {
    Identity(CertificateServiceClient<Channel>),
    Registry(QuotaServiceClient<Channel>),
    Workflow(CaseServiceClient<Channel>),
    Document(DocumentServiceClient<Channel>),
    Notification(NotificationServiceClient<Channel>),
    Bridge(ReviewServiceClient<Channel>),
}

pub(super) async fn measure(bench: &mut Bench) -> Result<()> {
    let (mut slowest, mut rounds) = (Duration::ZERO, Vec::new());
    for number in 1..=LEAVERS {
        let took = revoke(bench, &format!("load-leaver-{number}")).await?;
        slowest = slowest.max(took);
        rounds.push(format!("{:.0}", milliseconds(took)));
    }
    bench.table.row(
        "revocation until refused on an open connection, the last of six services",
        &format!("{:.0} ms, the slowest of {LEAVERS}", milliseconds(slowest)),
        &format!("ms each time: {}", rounds.join(", ")),
        "≤ 5 s",
        Verdict::of(slowest <= AIM),
    );
    Ok(())
}

/// The time from the answer until the last service refuses.
async fn revoke(bench: &Bench, operator: &str) -> Result<Duration> {
    let channel = |service: &str| bench.directions.operator(operator, service);
    let mut identity = CertificateServiceClient::new(channel("identity")?);
    let list = ListCertificatesRequest {
        page_size: 0,
        page_token: String::new(),
        principal_id: operator.to_owned(),
    };
    let certificates = identity.list_certificates(list).await?.into_inner().certificates;
    let serial = certificates.first().context("the operator has a certificate")?.serial.clone();
    let mut doors = [
        Door::Identity(identity),
        Door::Registry(QuotaServiceClient::new(channel("registry")?)),
        Door::Workflow(CaseServiceClient::new(channel("workflow")?)),
        Door::Document(DocumentServiceClient::new(channel("document")?)),
        Door::Notification(NotificationServiceClient::new(channel("notification")?)),
        Door::Bridge(ReviewServiceClient::new(channel("bridge")?)),
    ];
    for door in &mut doors {
        door.ask().await.context("an open connection of somebody in good standing")?;
    }

    let mut security = CertificateServiceClient::new(bench.directions.operator("so-security", "identity")?);
    let request = RevokeCertificateRequest { request_id: request_id(), serial, reason: "离任".to_owned() };
    security.revoke_certificate(request).await?;
    let answered = Instant::now();
    let mut waiting = JoinSet::new();
    for mut door in doors {
        waiting.spawn(async move {
            loop {
                if let Err(status) = door.ask().await {
                    let reason = channel::failure(&status).reason;
                    if reason == "CERT_REVOKED" {
                        return anyhow::Ok(answered.elapsed());
                    }
                    bail!("refused with {reason} instead of CERT_REVOKED");
                }
                if answered.elapsed() > PATIENCE {
                    bail!("not refused within {} s", PATIENCE.as_secs());
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        });
    }
    let mut slowest = Duration::ZERO;
    while let Some(refused) = waiting.join_next().await {
        slowest = slowest.max(refused??);
    }
    Ok(slowest)
}

impl Door {
    async fn ask(&mut self) -> Result<(), Status> {
        match self {
            Self::Identity(client) => {
                client.list_certificates(ListCertificatesRequest::default()).await.map(|_| ())
            }
            Self::Registry(client) => client.list_permits(ListPermitsRequest::default()).await.map(|_| ()),
            Self::Workflow(client) => client.list_cases(ListCasesRequest::default()).await.map(|_| ()),
            Self::Document(client) => {
                client.list_documents(ListDocumentsRequest::default()).await.map(|_| ())
            }
            Self::Notification(client) => {
                client.list_notifications(ListNotificationsRequest::default()).await.map(|_| ())
            }
            Self::Bridge(client) => client.list_reviews(ListReviewsRequest::default()).await.map(|_| ()),
        }
    }
}
