//! A running house with the directory of a small city.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use messaging::inbox::{Receive, Refusal};
use messaging::outbox::{Fact, event_type};
use messaging::{Body, topics};
use notification::app::App;
use notification::events::LetterBox;
use notification::grpc::Grpc;
use notification::remote::{Channel, Spool};
use policy::{Kind, Principal, Snapshot, Trust};
use prost::Message;
use proto::identity::v1::{Operator, TrustSnapshot, Unit};
use proto::notification::v1::notification_service_client::NotificationServiceClient;
use proto::notification::v1::notification_service_server::NotificationServiceServer;
use proto::notification::v1::{
    AcknowledgeNotificationRequest, ListNotificationsRequest, ListNotificationsResponse, Notification,
};
use proto::r#type::v1::Actor;
use proto::workflow::v1::{CaseClock, CaseHeader, ClockTick};
use testkit::postgres::Database;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{self, Server};
use tonic::{Request, Response, Status};
use uuid::Uuid;

pub(crate) const CASE: &str = "420800-2026-000012";

/// A name and a citizen ID that the directory and the facts are full of, and that must go nowhere.
pub(crate) const CANARY_NAME: &str = "金丝雀";
pub(crate) const CANARY_ID: &str = "420800199811040026";

pub(crate) struct House {
    database: Database,
    trust: Trust,
    spool: tempfile::TempDir,
    pub(crate) app: App,
    pub(crate) clock: kernel::clock::BusinessClock,
}

pub(crate) async fn house() -> House {
    house_that_knows(Some(Snapshot::from_proto(directory()))).await
}

pub(crate) async fn house_that_knows(snapshot: Option<Snapshot>) -> House {
    let database = testkit::postgres::database(&sqlx::migrate!()).await;
    let clock = testkit::clock::standing_at("2026-08-24 09:30");
    let trust = Trust::own(snapshot);
    let spool = tempfile::tempdir().unwrap();
    let app = App::new(database.pool.clone(), clock.clone(), trust.clone(), channels(spool.path()));
    House { database, trust, spool, app, clock }
}

fn channels(spool: &Path) -> Vec<Channel> {
    vec![Channel::Inbox, Channel::Spool(Spool::open(spool).unwrap())]
}

impl House {
    /// Takes a fact in as if it had come by Kafka.
    pub(crate) async fn hears(&self, fact: &Fact) -> Result<(), Refusal> {
        LetterBox(self.app.clone()).receive(&fact.arriving()).await
    }

    /// A further replica on the same database, or what is there after a restart.
    pub(crate) fn replica(&self) -> App {
        let channels = channels(self.spool.path());
        App::new(self.database.pool.clone(), self.clock.clone(), self.trust.clone(), channels)
    }

    /// Attempts of each delivery, and how many have not left.
    pub(crate) async fn deliveries(&self) -> (Vec<i32>, i64) {
        let attempts = sqlx::query_scalar("select attempts from delivery order by delivery_id");
        let waiting = sqlx::query_scalar("select count(*) from delivery where state = 'PENDING'");
        let pool = &self.database.pool;
        (attempts.fetch_all(pool).await.unwrap(), waiting.fetch_one(pool).await.unwrap())
    }

    /// The spool folder.
    pub(crate) fn spool(&self) -> &Path {
        self.spool.path()
    }

    /// The same house with a new process in it.
    pub(crate) fn restarted(self) -> Self {
        Self { app: self.replica(), ..self }
    }

    /// Moves the business clock and tells everything that has come due; how many reminders.
    pub(crate) async fn tells_at(&self, local: &str) -> usize {
        self.clock.advance_to(testkit::clock::local(local));
        let mut told = 0;
        loop {
            match self.app.remind_due().await.unwrap() {
                0 => return told,
                more => told += more,
            }
        }
    }

    /// A page of what an operator finds in his or her inbox.
    pub(crate) async fn page(
        &self,
        operator: &str,
        page_size: i32,
        page_token: &str,
    ) -> Result<ListNotificationsResponse, Status> {
        let page_token = page_token.to_owned();
        self.list(operator, ListNotificationsRequest { page_size, page_token, ..Default::default() }).await
    }

    /// What an operator asks of his or her inbox.
    pub(crate) async fn list(
        &self,
        operator: &str,
        request: ListNotificationsRequest,
    ) -> Result<ListNotificationsResponse, Status> {
        self.call(operator, async |mut client| client.list_notifications(request).await).await
    }

    /// An operator acknowledges a message.
    pub(crate) async fn acknowledge(
        &self,
        operator: &str,
        request_id: &str,
        id: &str,
    ) -> Result<Notification, Status> {
        let request = AcknowledgeNotificationRequest { request_id: request_id.into(), id: id.into() };
        let answer =
            self.call(operator, async |mut client| client.acknowledge_notification(request).await).await?;
        Ok(answer.notification.unwrap())
    }

    /// Calls the front door over gRPC as an operator.
    async fn call<T>(
        &self,
        operator: &str,
        ask: impl AsyncFnOnce(NotificationServiceClient<transport::Channel>) -> Result<Response<T>, Status>,
    ) -> Result<T, Status> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let caller = operator.to_owned();
        let service = NotificationServiceServer::with_interceptor(Grpc(self.app.clone()), move |request| {
            Ok(called_by(&caller, request))
        });
        let serving =
            Server::builder().add_service(service).serve_with_incoming(TcpListenerStream::new(listener));
        let serving = tokio::spawn(serving);
        let client = NotificationServiceClient::connect(format!("http://{address}")).await.unwrap();
        let answer = ask(client).await.map(Response::into_inner);
        serving.abort();
        answer
    }

    /// Kinds and Chinese sentences of an operator's inbox, newest first.
    pub(crate) async fn inbox(&self, operator: &str) -> Vec<(String, String)> {
        let page = self.page(operator, 0, "").await.unwrap();
        page.notifications.into_iter().map(|message| (message.kind, message.zh)).collect()
    }

    /// Kinds of the messages about deadlines in an operator's inbox, oldest first.
    pub(crate) async fn deadlines(&self, operator: &str) -> Vec<String> {
        let kinds = self.inbox(operator).await.into_iter().map(|(kind, _)| kind);
        let mut kinds: Vec<String> = kinds.filter(|kind| kind.starts_with("DEADLINE")).collect();
        kinds.reverse();
        kinds
    }
}

/// What libs/service does with a certificate.
fn called_by(operator: &str, mut request: Request<()>) -> Request<()> {
    request.extensions_mut().insert(Principal {
        kind: Kind::Unit,
        id: operator.into(),
        unit_id: None,
        operator_id: Some(operator.into()),
        unit: None,
        desks: BTreeSet::new(),
        duties: BTreeSet::new(),
        serial: "01".into(),
    });
    request
}

/// A fact about the case, told by `house`.
pub(crate) fn told(house: &str, entity: &str, what: &str, body: &impl Message) -> Fact {
    let at = testkit::clock::local("2026-08-24 09:00");
    Fact {
        id: Uuid::now_v7(),
        topic: topics::inside(house),
        entity: entity.into(),
        aggregate_id: CASE.into(),
        event_type: event_type(entity, what),
        data_schema: "bianzhi.workflow.v1.Case".into(),
        occurred_at: at,
        recorded_at: at,
        sequence: None,
        extensions: BTreeMap::new(),
        traceparent: None,
        body: Body::Protobuf(body.encode_to_vec()),
    }
}

/// An entry of the school, drafted there, submitted by the education department, last acted on by `actor`.
pub(crate) fn header(actor: &str) -> Option<CaseHeader> {
    Some(CaseHeader {
        case_id: CASE.into(),
        item: "entry".into(),
        case_version: 1,
        unit_id: "sch".into(),
        department_id: "edu".into(),
        jurisdiction_id: "city".into(),
        area_code: "420800".into(),
        drafter_id: "sch-clerk".into(),
        submitter_id: "edu-clerk".into(),
        actor: Some(Actor {
            operator_id: actor.into(),
            unit_id: String::new(),
            certificate_serial: "01".into(),
        }),
        time: None,
        clock: None,
        holding_desk: String::new(),
    })
}

/// The same with the clock of the case and the desk that holds it: `L5`, `desk_review`, `[("STARTED", "2026-…")]`.
pub(crate) fn clocked(class: &str, desk: &str, ticks: &[(&str, &str)]) -> Option<CaseHeader> {
    let tick = |(kind, at): &(&str, &str)| ClockTick { kind: (*kind).to_owned(), time: moment(at) };
    Some(CaseHeader {
        clock: Some(CaseClock { class: class.into(), ticks: ticks.iter().map(tick).collect() }),
        holding_desk: desk.into(),
        ..header("so-accept").unwrap()
    })
}

/// A local time in China as facts carry it.
pub(crate) fn moment(local: &str) -> Option<prost_types::Timestamp> {
    let seconds = testkit::clock::local(local).unix_timestamp();
    Some(prost_types::Timestamp { seconds, nanos: 0 })
}

fn directory() -> TrustSnapshot {
    let unit = |id: &str, name: &str, kind: &str, area_code: &str| Unit {
        id: id.into(),
        name: name.into(),
        kinds: vec![kind.into()],
        jurisdiction_id: if area_code == "420800" { "city" } else { "county" }.into(),
        area_code: area_code.into(),
        ..Unit::default()
    };
    let operator = |id: &str, unit_id: &str, desk: &str, duty: &str| Operator {
        id: id.into(),
        unit_id: unit_id.into(),
        display_name: CANARY_NAME.into(),
        person_id: CANARY_ID.into(),
        desks: Some(desk.to_owned()).filter(|desk| !desk.is_empty()).into_iter().collect(),
        duties: Some(duty.to_owned()).filter(|duty| !duty.is_empty()).into_iter().collect(),
        ..Operator::default()
    };
    let under = |operator: Operator, superior: &str| Operator { superior_id: superior.into(), ..operator };
    TrustSnapshot {
        version: 1,
        units: vec![
            unit("so", "市委编办", "staffing_office", "420800"),
            unit("edu", "市教育局", "department", "420800"),
            unit("sch", "实验中学", "sub_unit", "420800"),
            unit("hr", "市人社局", "hr_bureau", "420800"),
            unit("org", "市委组织部", "org_dept", "420800"),
            unit("county-so", "县委编办", "staffing_office", "420881"),
            unit("county-hr", "县人社局", "hr_bureau", "420881"),
        ],
        operators: vec![
            under(operator("so-accept", "so", "desk_accept", ""), "so-review"),
            under(operator("so-accept-2", "so", "desk_accept", ""), "so-review"),
            under(operator("so-review", "so", "desk_review", ""), "so-approve"),
            operator("so-approve", "so", "desk_approve", ""),
            operator("county-accept", "county-so", "desk_accept", ""),
            operator("edu-clerk", "edu", "", "clerk"),
            operator("sch-clerk", "sch", "", "clerk"),
            under(operator("hr-opinion", "hr", "", "opinion"), "hr-leader"),
            operator("hr-leader", "hr", "", ""),
            operator("hr-clerk", "hr", "", "clerk"),
            operator("org-opinion", "org", "", "opinion"),
            operator("county-opinion", "county-hr", "", "opinion"),
        ],
        ..TrustSnapshot::default()
    }
}
