//! Papers: from words to canonical JSON, number, signature, QR code and every copy's PDF, kept on disk.

use std::time::Duration;

use anyhow::Result;
use channel::Channel;
use proto::document::v1::document_service_client::DocumentServiceClient;
use proto::document::v1::slip::Content;
use proto::document::v1::{
    EntrySlip, IssueDocumentsRequest, Letter, Slip, SlipOpinion, SlipSnapshot, SlipUnit,
};
use proto::google::r#type::Date;
use proto::r#type::v1::Actor;

use super::Bench;
use super::desks::request_id;
use super::drive::{Client, count, keep_busy, milliseconds};
use super::table::Verdict;
use super::usage::Usage;

const WARM_UP: Duration = Duration::from_secs(2);
const TIME: Duration = Duration::from_secs(10);
/// Renderings that an answer did not wait for are done by then.
const SETTLE: Duration = Duration::from_secs(6);
/// An entry notice is made in three copies, its letter in two (domain.md §5.2, §5.4).
const COPIES: f64 = 5.0;
const PAPERS: f64 = 2.0;
const AIM_MILLISECONDS: f64 = 10.0;

/// Orders an entry notice with its letter, as workflow does.
struct Orderer(DocumentServiceClient<Channel>);

pub(super) async fn measure(bench: &mut Bench) -> Result<()> {
    let mut orderers =
        vec![Orderer(DocumentServiceClient::new(bench.directions.service("workflow", "document")?))];
    keep_busy(&mut orderers, WARM_UP).await?;
    let before = Usage::of(&mut bench.world)?;
    let run = keep_busy(&mut orderers, TIME).await?;
    tokio::time::sleep(SETTLE).await;
    let spent = Usage::of(&mut bench.world)?.since(&before);

    let order = run.milliseconds_each(spent.by("document"));
    bench.table.row(
        "slip: JSON → signed → PDF, processor time of each copy's PDF",
        &format!("{:.1} ms", order / COPIES),
        &format!(
            "{:.1} ms each paper with all its copies; order of two papers, five copies: p50 {:.0} ms, {:.1} papers/s; PostgreSQL {:.1} ms each paper",
            order / PAPERS,
            milliseconds(run.within(50)),
            count(run.done()) * PAPERS / run.took.as_secs_f64(),
            run.milliseconds_each(spent.database("document")) / PAPERS,
        ),
        "≤ 10 ms",
        Verdict::of(order / COPIES <= AIM_MILLISECONDS),
    );
    Ok(())
}

fn order() -> IssueDocumentsRequest {
    let text = str::to_owned;
    let date = |day| Some(Date { year: 2026, month: 3, day });
    let opinion =
        |department| SlipOpinion { department: text(department), verdict: text("同意"), date: date(2) };
    let entry = EntrySlip {
        unit: Some(SlipUnit {
            name: text("荆门市测算学校01"),
            uscc: text("12420800JM00090112"),
            supervisor: text("市教育局"),
            division: text("教务处"),
        }),
        name: text("李静文"),
        sex: text("女"),
        birth_month: text("1998年11月"),
        masked_id_number: text("420800********0026"),
        channel: text("公开招聘"),
        previous_unit: String::new(),
        quota_type: text("事业编制"),
        funding: text("财政全额拨款"),
        post: text("中学教师"),
        rank: String::new(),
        category: text("事业单位专业技术人员"),
        effective_date: date(20),
        permit_no: text("荆编用〔2025〕901号"),
        after: Some(SlipSnapshot {
            date: date(20),
            approved: 2000,
            occupied: 1,
            reserved: 1499,
            available: 500,
        }),
        opinions: vec![opinion("市委组织部"), opinion("市人社局")],
        basis: text("地方各级人民政府机构设置和编制管理条例第六条"),
        addressee: text("荆门市测算学校01"),
        copies: vec![text("市委组织部"), text("市人社局")],
    };
    let letter = Letter {
        subject: text("李静文同志办理上编手续"),
        addressee: text("市教育局"),
        paragraphs: vec![text("你单位报来的申请收悉。经审核，现函复如下："), text("同意办理上编手续。")],
        validity: String::new(),
        remedy: text("如有异议，可以自收到本函之日起15日内书面提出。"),
        contact: text("市委编办业务科，电话12310"),
        copies: vec![text("荆门市测算学校01")],
    };
    let approver =
        Actor { operator_id: text("so-approve"), unit_id: text("so"), certificate_serial: text("00") };
    IssueDocumentsRequest {
        request_id: request_id(),
        case_id: text("420800-2026-900001"),
        jurisdiction_id: text("jingmen"),
        unit_id: text("load-01"),
        department_id: text("edu"),
        issue_date: date(2),
        actor: Some(approver),
        slips: vec![Slip { content: Some(Content::Entry(entry)) }],
        letter: Some(letter),
    }
}

impl Client for Orderer {
    async fn step(&mut self) -> Result<()> {
        self.0.issue_documents(order()).await?;
        Ok(())
    }
}
