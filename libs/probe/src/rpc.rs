//! `bianzhi.probe.v1.ProbeService`, the same in every house.
use std::collections::BTreeMap;

use command::{Claim, Request as Asked};
use kernel::clock::SystemClock;
use messaging::Body;
use messaging::outbox::{self, Fact, event_type};
use prost::Message;
use proto::moment;
use proto::probe::v1 as pb;
use proto::probe::v1::probe_service_server::{ProbeService, ProbeServiceServer};
use sqlx::PgPool;
use time::OffsetDateTime;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::error::Error;
use crate::store::{self, Probe};
use crate::topic;

const SEND: &str = "bianzhi.probe.v1.ProbeService/SendProbe";

/// What the house named `house` offers; its database has the table `probe`, its relay runs, and its inbox
/// listens to [`topic`] with a [`crate::LetterBox`].
pub fn service(house: &'static str, pool: PgPool) -> ProbeServiceServer<impl ProbeService> {
    ProbeServiceServer::new(Desk { house, pool })
}

/// CloudEvents type of a probe's fact.
pub(crate) fn sent_type() -> String {
    event_type("probe", "sent")
}

struct Desk {
    house: &'static str,
    pool: PgPool,
}

#[tonic::async_trait]
impl ProbeService for Desk {
    async fn send_probe(
        &self,
        request: Request<pb::SendProbeRequest>,
    ) -> Result<Response<pb::SendProbeResponse>, Status> {
        let caller = service::rpc::caller(&request)?;
        let message = request.into_inner();
        let asked = Asked::new(&caller.id, &message.request_id, SEND, &message.encode_to_vec())
            .map_err(|error| service::rpc::status(&error))?;

        let sent = self.send(&asked).await.map_err(|error| service::rpc::status(&error))?;

        Ok(Response::new(pb::SendProbeResponse { probe: Some(self.told(&sent)) }))
    }

    async fn get_probe(
        &self,
        request: Request<pb::GetProbeRequest>,
    ) -> Result<Response<pb::GetProbeResponse>, Status> {
        let pb::GetProbeRequest { probe_id } = request.into_inner();
        let probe = self.find(&probe_id).await.map_err(|error| service::rpc::status(&error))?;
        Ok(Response::new(pb::GetProbeResponse { probe: Some(self.told(&probe)) }))
    }
}

impl Desk {
    /// Keeps a probe and tells its fact, in one transaction; a repeat gets the first answer.
    async fn send(&self, asked: &Asked) -> Result<Probe, Error> {
        let now = SystemClock.now();
        let traceparent = service::rpc::traceparent();
        let trace_id = traceparent.as_deref().and_then(channel::trace::id);

        let mut tx = db::begin(&self.pool).await?;
        if let Claim::Answered(sent) = command::claim(&mut tx, asked, now).await? {
            return Ok(sent);
        }
        let sent = store::insert(&mut tx, Uuid::now_v7(), trace_id).await?;
        outbox::append(&mut tx, &self.fact(&sent, now, traceparent.clone())).await?;
        command::answer(&mut tx, &asked.principal_id, asked.id, &sent, now).await?;
        db::commit(tx).await?;
        Ok(sent)
    }

    async fn find(&self, probe_id: &str) -> Result<Probe, Error> {
        let id: Uuid = probe_id.parse().map_err(|_| Error::id_invalid())?;
        let mut connection = self.pool.acquire().await.map_err(db::Error::from)?;
        store::find(&mut connection, id).await?.ok_or(Error::NotFound(id))
    }

    /// A probe is about the transport and no business of any date, so its times are system time.
    fn fact(&self, sent: &Probe, now: OffsetDateTime, traceparent: Option<String>) -> Fact {
        let body = pb::ProbeSent { probe_id: sent.id.to_string(), service: self.house.to_owned() };
        Fact {
            id: Uuid::now_v7(),
            topic: topic(),
            entity: "probe".to_owned(),
            aggregate_id: sent.id.to_string(),
            event_type: sent_type(),
            data_schema: "bianzhi.probe.v1.ProbeSent".to_owned(),
            occurred_at: now,
            recorded_at: now,
            sequence: None,
            extensions: BTreeMap::new(),
            traceparent,
            body: Body::Protobuf(body.encode_to_vec()),
        }
    }

    fn told(&self, probe: &Probe) -> pb::Probe {
        let arrival = probe.arrival.as_ref();
        pb::Probe {
            id: probe.id.to_string(),
            service: self.house.to_owned(),
            send_time: Some(moment::timestamp(probe.sent_at)),
            send_trace_id: probe.sent_trace_id.clone().unwrap_or_default(),
            arrive_time: arrival.map(|arrival| moment::timestamp(arrival.at)),
            arrive_trace_id: arrival.and_then(|arrival| arrival.trace_id.clone()).unwrap_or_default(),
        }
    }
}
