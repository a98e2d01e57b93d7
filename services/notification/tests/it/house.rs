//! A running house with the directory of a small city.
use std::collections::{BTreeMap, BTreeSet};

use messaging::inbox::{Receive, Refusal};
use messaging::outbox::{Fact, event_type};
use messaging::{Body, topics};
use notification::{app::App, events::LetterBox, grpc::Grpc};
use policy::{Kind, Principal, Snapshot, Trust};
use prost::Message;
use proto::identity::v1::{Operator, TrustSnapshot, Unit};
use proto::notification::v1::notification_service_client::NotificationServiceClient;
use proto::notification::v1::notification_service_server::NotificationServiceServer;
use proto::notification::v1::{ListNotificationsRequest, ListNotificationsResponse};
use proto::r#type::v1::Actor;
use proto::workflow::v1::CaseHeader;
use testkit::postgres::Database;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Status};
use uuid::Uuid;

pub(crate) const CASE: &str = "420800-2026-000012";

pub(crate) struct House {
    _database: Database,
    app: App,
    letter_box: LetterBox,
    pub(crate) clock: kernel::clock::BusinessClock,
}

pub(crate) async fn house() -> House {
    house_that_knows(Some(Snapshot::from_proto(directory()))).await
}

pub(crate) async fn house_that_knows(snapshot: Option<Snapshot>) -> House {
    let database = testkit::postgres::database(&sqlx::migrate!()).await;
    let clock = testkit::clock::standing_at("2026-08-24 09:30");
    let app = App::new(database.pool.clone(), clock.clone(), Trust::own(snapshot));
    House { _database: database, letter_box: LetterBox(app.clone()), app, clock }
}

impl House {
    /// Takes a fact in as if it had come by Kafka.
    pub(crate) async fn hears(&self, fact: &Fact) -> Result<(), Refusal> {
        self.letter_box.receive(&fact.arriving()).await
    }

    /// A page of what an operator finds in his or her inbox, over gRPC.
    pub(crate) async fn page(
        &self,
        operator: &str,
        page_size: i32,
        page_token: &str,
    ) -> Result<ListNotificationsResponse, Status> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let caller = operator.to_owned();
        let service = NotificationServiceServer::with_interceptor(Grpc(self.app.clone()), move |request| {
            Ok(called_by(&caller, request))
        });
        let serving =
            Server::builder().add_service(service).serve_with_incoming(TcpListenerStream::new(listener));
        let serving = tokio::spawn(serving);
        let mut client = NotificationServiceClient::connect(format!("http://{address}")).await.unwrap();
        let request = ListNotificationsRequest { page_size, page_token: page_token.into() };
        let answer = client.list_notifications(request).await.map(tonic::Response::into_inner);
        serving.abort();
        answer
    }

    /// Kinds and Chinese sentences of an operator's inbox, newest first.
    pub(crate) async fn inbox(&self, operator: &str) -> Vec<(String, String)> {
        let page = self.page(operator, 0, "").await.unwrap();
        page.notifications.into_iter().map(|message| (message.kind, message.zh)).collect()
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
    })
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
        desks: Some(desk.to_owned()).filter(|desk| !desk.is_empty()).into_iter().collect(),
        duties: Some(duty.to_owned()).filter(|duty| !duty.is_empty()).into_iter().collect(),
        ..Operator::default()
    };
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
            operator("so-accept", "so", "desk_accept", ""),
            operator("so-accept-2", "so", "desk_accept", ""),
            operator("so-review", "so", "desk_review", ""),
            operator("county-accept", "county-so", "desk_accept", ""),
            operator("edu-clerk", "edu", "", "clerk"),
            operator("sch-clerk", "sch", "", "clerk"),
            operator("hr-opinion", "hr", "", "opinion"),
            operator("hr-clerk", "hr", "", "clerk"),
            operator("org-opinion", "org", "", "opinion"),
            operator("county-opinion", "county-hr", "", "opinion"),
        ],
        ..TrustSnapshot::default()
    }
}
