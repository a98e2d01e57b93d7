//! A bridge over a database of its own, with a fixed clock and a directory of one city.
use bridge::app::{App, Asked, OpenReview};
use bridge::domain::{Bucket, Candidate, Department, Form};
use bridge::events::LetterBox;
use bridge::remote::Registry;
use kernel::clock::BusinessClock;
use messaging::inbox::{Incoming, Receive};
use messaging::outbox::Waiting;
use policy::{Principal, Snapshot, Trust};
use proto::identity::v1 as identity;
use testkit::postgres::Database;
use time::macros::date;
use uuid::Uuid;
use vault::Vault;

use crate::system::System;

pub(crate) const CASE: &str = "420800-2026-000002";
pub(crate) const HASH: &str = "5e1f";

pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) clock: BusinessClock,
    pub(crate) database: Database,
    pub(crate) trust: Trust,
    /// The keys that the house seals with.
    pub(crate) vault: Vault,
    pub(crate) hr: System,
    pub(crate) organization: System,
}

impl House {
    pub(crate) async fn new() -> Self {
        let database = testkit::postgres::database(&sqlx::migrate!()).await;
        let clock = testkit::clock::standing_at("2026-08-20 09:00");
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        let (vault, of_tests) =
            (Vault::open_or_create(&keys).unwrap(), Vault::open_or_create(&keys).unwrap());
        let (hr, organization) = (System::new("hr-420800"), System::new("organization-420800"));
        let mut directory = directory();
        directory.partner_certificates = vec![hr.certificate(), organization.certificate()];
        let trust = Trust::own(Some(Snapshot::from_proto(directory)));
        // nobody answers there: these tests never ask the registry
        let nobody = channel::Endpoint { service: "registry".into(), url: "https://127.0.0.1:1".into() };
        let stranger = channel::Identity::nobody(folder.path());
        let registry = Registry::new(channel::connect(&nobody, &stranger).unwrap());
        let app = App::new(database.pool.clone(), clock.clone(), vault, trust.clone(), registry);
        Self { app, clock, database, trust, vault: of_tests, hr, organization }
    }

    /// The administrator of the office of this unit.
    pub(crate) fn administrator(&self, unit_id: &str) -> Principal {
        let unit = self.trust.current().unwrap().unit(unit_id).cloned();
        Principal {
            kind: policy::Kind::Unit,
            id: format!("{unit_id}-setup"),
            unit_id: Some(unit_id.to_owned()),
            operator_id: Some(format!("{unit_id}-setup")),
            unit,
            desks: Default::default(),
            duties: ["setup".to_owned()].into(),
            serial: "0A".to_owned(),
        }
    }

    /// A newer directory, changed from the usual one.
    pub(crate) fn publish(&self, change: impl FnOnce(&mut identity::TrustSnapshot)) {
        let mut directory = directory();
        directory.version = self.trust.version() + 1;
        directory.partner_certificates = vec![self.hr.certificate(), self.organization.certificate()];
        change(&mut directory);
        self.trust.put(Snapshot::from_proto(directory));
    }

    /// A message comes, and is dealt with.
    pub(crate) async fn receive(&self, message: &Incoming) {
        LetterBox(self.app.clone()).receive(message).await.unwrap();
    }

    /// Reasons of the refused messages, oldest first.
    pub(crate) async fn refused(&self) -> Vec<String> {
        sqlx::query_scalar("select reason from refused_message order by refused_message_id")
            .fetch_all(&self.database.pool)
            .await
            .unwrap()
    }

    /// Everything told so far, oldest first.
    pub(crate) async fn told(&self) -> Vec<Waiting> {
        let mut connection = self.database.pool.acquire().await.unwrap();
        messaging::outbox::oldest(&mut connection, 1000).await.unwrap()
    }

    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.database.pool).await.unwrap()
    }
}

pub(crate) fn request(principal: &str, id: u128) -> command::Request {
    command::Request::new(principal, &Uuid::from_u128(id).to_string(), "m", b"c").unwrap()
}

pub(crate) fn open_review() -> OpenReview {
    let due_at = testkit::clock::local("2026-08-24 17:30");
    let asked = |department| Asked { department, required: true, due_at };
    OpenReview {
        request: request("workflow", 1),
        case_id: CASE.into(),
        case_version: 1,
        form: form(),
        form_hash: HASH.into(),
        unit_id: "sch".into(),
        area_code: "420800".into(),
        asked: vec![asked(Department::OrgDept), asked(Department::HrBureau)],
        materials: vec![("M02".into(), "aa".into(), "bb".into())],
    }
}

fn form() -> Form {
    Form {
        bucket: Bucket { institution_id: "sch".into(), quota_type: "INST".into(), funding: "full".into() },
        permit: "荆编用〔2026〕12号".into(),
        channel: "OPEN_RECRUIT".into(),
        person: Candidate {
            name: "李静文".into(),
            id_number: "420800199811040026".into(),
            sex: "2".into(),
            birth_date: date!(1998 - 11 - 04),
            ethnicity: "01".into(),
            education: "21".into(),
            political_status: "13".into(),
            retirement_class: "f55".into(),
        },
        division_id: "sch-d1".into(),
        post: "语文教师".into(),
        post_level: String::new(),
        category: "INST_PROFESSIONAL".into(),
        effective_date: date!(2026 - 09 - 01),
        previous_unit: String::new(),
    }
}

fn directory() -> identity::TrustSnapshot {
    let unit = |id: &str, kinds: &[&str]| identity::Unit {
        id: id.into(),
        name: id.into(),
        kinds: kinds.iter().map(ToString::to_string).collect(),
        department_id: id.into(),
        jurisdiction_id: "jingmen".into(),
        area_code: "420800".into(),
        permitted_items: Vec::new(),
    };
    let partner = |role: &str, unit_id: &str| identity::Partner {
        id: format!("{role}-420800"),
        unit_id: unit_id.into(),
        role: role.into(),
        area_code: "420800".into(),
    };
    identity::TrustSnapshot {
        version: 1,
        create_time: None,
        revoked_serials: Vec::new(),
        units: vec![
            unit("so", &["staffing_office"]),
            identity::Unit { area_code: "420900".into(), ..unit("other-so", &["staffing_office"]) },
            unit("org", &["org_dept", "department"]),
            unit("hr", &["hr_bureau", "department"]),
            unit("sch", &["sub_unit"]),
        ],
        operators: Vec::new(),
        partners: vec![partner("organization", "org"), partner("hr", "hr")],
        partner_certificates: Vec::new(),
    }
}
