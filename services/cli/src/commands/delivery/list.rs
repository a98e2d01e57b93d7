//! `delivery list`: what each partner was told, and what it did with it (推送).

use clap::Args;
use codes::Lang;
use proto::bridge::v1::{Delivery as Message, ListDeliveriesRequest};

use crate::answer::{Answer, Column, column, wide};
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Arguments of `delivery list`.
#[derive(Debug, Args)]
pub struct List {
    /// Only this case's.
    #[arg(long, default_value = "")]
    case: String,
    /// Only this partner's, e.g. hr-420800.
    #[arg(long, default_value = "")]
    partner: String,
    /// Only those that the partner could not apply (已挂起), and what waits behind them.
    #[arg(long)]
    parked: bool,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

pub(super) const COLUMNS: [Column; 13] = [
    column("partner_id", "部门系统", "partner"),
    column("sequence", "序号", "no"),
    column("case_id", "办件编号", "case"),
    column("state", "状态", "state"),
    column("send_time", "推送时间", "sent"),
    column("apply_time", "应用时间", "applied"),
    column("partner_record", "对方编号", "their record"),
    wide("event_id", "事件编号", "event"),
    wide("key", "机构", "institution"),
    wide("attempt", "次数", "attempt"),
    wide("type", "消息类型", "type"),
    wide("trace_id", "跟踪号", "trace"),
    column("problem", "挂起原因", "problem"),
];

impl List {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.deliveries()?;
        let deliveries = pages(self.limit, async |page| {
            let message = ListDeliveriesRequest {
                page_size: page.size,
                page_token: page.token,
                case_id: self.case.clone(),
                partner_id: self.partner.clone(),
                parked: self.parked,
                event_id: String::new(),
            };
            ask!(&client, list_deliveries, message).map(|answer| (answer.deliveries, answer.next_page_token))
        })
        .await?;
        let value = view::values("bianzhi.bridge.v1.Delivery", &deliveries)?;
        let rows = deliveries.iter().map(|delivery| row(delivery, session.lang)).collect();
        Ok(Answer::of(&value)?.table(&COLUMNS, rows))
    }
}

pub(super) fn row(delivery: &Message, lang: Lang) -> Vec<String> {
    vec![
        delivery.partner_id.clone(),
        place(delivery.sequence),
        delivery.case_id.clone(),
        wording::delivery_state(delivery.state()).in_lang(lang).to_owned(),
        moment::minute(delivery.send_time.as_ref()),
        moment::minute(delivery.apply_time.as_ref()),
        delivery.partner_record.clone(),
        delivery.event_id.clone(),
        delivery.key.clone(),
        delivery.attempt.to_string(),
        delivery.r#type.clone(),
        delivery.trace_id.clone(),
        delivery.problem.clone(),
    ]
}

/// The place in the partner's stream; nothing while the message is held back.
fn place(sequence: i64) -> String {
    if sequence > 0 { sequence.to_string() } else { String::new() }
}
