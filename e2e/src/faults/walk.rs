//! The ways that a run's cases go, each step a request that is kept.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, bail};
use proto::bridge::v1::{GiveOpinionRequest, OpinionVerdict};
use proto::r#type::v1::ProposedChange;
use proto::workflow::v1::{
    AcceptCaseRequest, ApproveCaseRequest, Case, CaseState, CreateCaseRequest, ForwardCaseRequest,
    GetCaseRequest, Holder, ReturnCaseRequest, ReviewCaseRequest, SubmitCaseRequest, UploadHeader,
    WithdrawCaseRequest,
};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::ask::{Answer, Ask, timed};
use super::clients::Clients;
use super::forms::Unit;
use super::history::History;
use crate::partners::Partner;
use crate::people::Person;

/// How long something may take that goes on by itself, whatever is killed meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Where a case, or a pair of them, goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A seat is granted, and a person enters on the permit: two cases.
    Enters,
    /// Submitted and withdrawn: the seat goes back.
    Withdrawn,
    /// Returned by the office, submitted again, and granted.
    Returned,
}

impl Way {
    /// How many cases go this way at once.
    pub(super) fn cases(self) -> usize {
        match self {
            Self::Enters => 2,
            Self::Withdrawn | Self::Returned => 1,
        }
    }
}

/// Everything that a walk needs.
pub(super) struct Walker<'a, 'p> {
    pub(super) clients: &'a Clients,
    pub(super) history: &'a History,
    /// The system of the HR bureau, which gives its opinion over Kafka.
    pub(super) hr: &'a Mutex<&'p mut Partner>,
    pub(super) material: &'a [u8],
}

/// What came of a walk: the numbers of its cases by what they are.
pub(super) type Walked = BTreeMap<&'static str, String>;

impl Walker<'_, '_> {
    pub(super) async fn walk(&self, way: Way, unit: Unit, person: &Person) -> anyhow::Result<Walked> {
        let case = self.drafted("quota_use", "M10", unit, unit.quota_use()).await?;
        let id = case.id.clone();
        let case = self.submitted(case, unit).await?;
        match way {
            Way::Enters => {
                let granted = self.granted(case).await?;
                let permit = granted.papers.iter().find(|paper| paper.r#type == "PERMIT");
                let permit = permit.context("the granted case has a permit")?.doc_no.clone();
                let entry = self.drafted("entry", "M02", unit, unit.entry(&permit, person)).await?;
                let entry_id = entry.id.clone();
                let entry = self.submitted(entry, unit).await?;
                self.entered(entry).await?;
                Ok(Walked::from([("grant", id), ("entry", entry_id)]))
            }
            Way::Withdrawn => {
                let ask = Ask::Withdraw(WithdrawCaseRequest {
                    request_id: new_id(),
                    case_id: case.id,
                    etag: case.etag,
                    reason: "招聘计划取消".to_owned(),
                });
                self.case(unit.department_clerk, ask).await?;
                Ok(Walked::from([("withdrawn", id)]))
            }
            Way::Returned => {
                let ask = Ask::Return(ReturnCaseRequest {
                    request_id: new_id(),
                    case_id: case.id,
                    etag: case.etag,
                    defects: vec!["会议纪要未加盖公章".to_owned()],
                });
                let returned = self.case("so-accept", ask).await?;
                let submit = Ask::Submit(SubmitCaseRequest {
                    request_id: new_id(),
                    case_id: returned.id,
                    etag: returned.etag,
                });
                let again = self.case(unit.department_clerk, submit).await?;
                self.granted(again).await?;
                Ok(Walked::from([("returned", id)]))
            }
        }
    }

    async fn drafted(
        &self,
        item: &str,
        material: &str,
        unit: Unit,
        form: ProposedChange,
    ) -> anyhow::Result<Case> {
        let create = Ask::Create(Box::new(CreateCaseRequest {
            request_id: new_id(),
            item: item.to_owned(),
            sub_type: String::new(),
            form: Some(form),
        }));
        let case = self.case(unit.clerk, create).await?;
        let header = UploadHeader {
            request_id: new_id(),
            case_id: case.id.clone(),
            kind: material.to_owned(),
            media_type: "application/pdf".to_owned(),
            size_bytes: i64::try_from(self.material.len())?,
        };
        self.ask(unit.clerk, Ask::Enclose(header, self.material.to_vec())).await?;
        self.case_now(unit.clerk, &case.id).await
    }

    async fn submitted(&self, case: Case, unit: Unit) -> anyhow::Result<Case> {
        let forward =
            Ask::Forward(ForwardCaseRequest { request_id: new_id(), case_id: case.id, etag: case.etag });
        let case = self.case(unit.clerk, forward).await?;
        let submit =
            Ask::Submit(SubmitCaseRequest { request_id: new_id(), case_id: case.id, etag: case.etag });
        self.case(unit.department_clerk, submit).await
    }

    async fn accepted(&self, case: Case) -> anyhow::Result<Case> {
        let accept = Ask::Accept(AcceptCaseRequest {
            request_id: new_id(),
            case_id: case.id,
            etag: case.etag,
            remark: String::new(),
        });
        self.case("so-accept", accept).await
    }

    /// Through the three desks.
    async fn granted(&self, case: Case) -> anyhow::Result<Case> {
        let case = self.accepted(case).await?;
        self.decided(case).await
    }

    /// Through the three desks and the two reviewing departments.
    async fn entered(&self, case: Case) -> anyhow::Result<Case> {
        let case = self.accepted(case).await?;
        self.hr_agrees(&case.id).await?;
        let opinion = Ask::Opine(GiveOpinionRequest {
            request_id: new_id(),
            case_id: case.id.clone(),
            case_version: case.version,
            verdict: OpinionVerdict::Agree.into(),
            reason: String::new(),
            seen_hash: case.form_hash.clone(),
        });
        self.ask("org-opinion", opinion).await?;
        let passed = self
            .until(&case.id, "it came to the review desk", |case| case.holder() == Holder::DeskReview)
            .await?;
        self.decided(passed).await
    }

    async fn decided(&self, case: Case) -> anyhow::Result<Case> {
        let review = Ask::Review(ReviewCaseRequest {
            request_id: new_id(),
            case_id: case.id,
            etag: case.etag,
            basis: "符合条件".to_owned(),
        });
        let case = self.case("so-review", review).await?;
        let approve = Ask::Approve(ApproveCaseRequest {
            request_id: new_id(),
            case_id: case.id.clone(),
            etag: case.etag,
            basis: "地方各级人民政府机构设置和编制管理条例第六条".to_owned(),
        });
        self.case("so-approve", approve).await?;
        // The answer may have been "approved, effects pending".
        self.until(&case.id, "it was completed", |case| case.state() == CaseState::Completed).await
    }

    /// Has HR's system agree once it was asked, and waits until workflow knows.
    async fn hr_agrees(&self, case_id: &str) -> anyhow::Result<()> {
        let asked = BTreeMap::from([
            ("event".to_owned(), Value::from("asked")),
            ("caseId".to_owned(), Value::from(case_id)),
        ]);
        let deadline = Instant::now() + PATIENCE;
        while self.hr.lock().await.heard(&asked, LOOK_AGAIN).await?.is_none() {
            if Instant::now() > deadline {
                bail!("HR's system was not asked about {case_id}");
            }
        }
        self.hr.lock().await.tell(&format!("agree {case_id}")).await?;
        self.until(case_id, "HR's opinion came", |case| {
            let mut opinions = case.opinions.iter();
            opinions.any(|opinion| opinion.department == "hr_bureau" && opinion.verdict == "AGREE")
        })
        .await?;
        Ok(())
    }

    async fn until(&self, case_id: &str, what: &str, is_so: impl Fn(&Case) -> bool) -> anyhow::Result<Case> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let case = self.case_now("so-review", case_id).await?;
            if is_so(&case) {
                return Ok(case);
            }
            if Instant::now() > deadline {
                bail!("{case_id} waits in vain until {what}: it is {:?}, {:?}", case.state(), case.holder());
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// The case as it is, however long nobody answers.
    async fn case_now(&self, operator: &str, case_id: &str) -> anyhow::Result<Case> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let request = timed(GetCaseRequest { id: case_id.to_owned() });
            match self.clients.cases(operator).get_case(request).await {
                Ok(answer) => return answer.into_inner().case.context("an answer without its case"),
                Err(status) if Instant::now() > deadline => return Err(status.into()),
                Err(_) => sleep(LOOK_AGAIN).await,
            }
        }
    }

    async fn case(&self, operator: &'static str, ask: Ask) -> anyhow::Result<Case> {
        let method = ask.method();
        match self.ask(operator, ask).await? {
            Answer::Case(case, _) => Ok(*case),
            Answer::Material(_) | Answer::Review(_) => bail!("{method} answered without a case"),
        }
    }

    async fn ask(&self, operator: &'static str, ask: Ask) -> anyhow::Result<Answer> {
        self.history.ask(self.clients, operator, ask).await
    }
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}
