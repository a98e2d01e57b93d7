//! `delivery refused`: what partners' systems sent and was not taken; their streams went on.

use clap::Args;
use proto::bridge::v1::ListRefusedMessagesRequest;

use crate::answer::{Answer, Column, column, wide};
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view};

/// Arguments of `delivery refused`.
#[derive(Debug, Args)]
pub struct Refused {
    /// Only from this partner's topics, e.g. hr-420800.
    #[arg(long, default_value = "")]
    partner: String,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

const COLUMNS: [Column; 8] = [
    column("refuse_time", "时间", "time"),
    column("topic", "主题", "topic"),
    column("type", "消息类型", "type"),
    column("reason", "原因", "reason"),
    column("signer", "签名证书", "signer"),
    wide("partner_id", "部门系统", "partner"),
    wide("event_id", "事件编号", "event"),
    wide("sha256", "SHA-256", "SHA-256"),
];

impl Refused {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.deliveries()?;
        let refused = pages(self.limit, async |page| {
            let message = ListRefusedMessagesRequest {
                page_size: page.size,
                page_token: page.token,
                partner_id: self.partner.clone(),
            };
            ask!(&client, list_refused_messages, message)
                .map(|answer| (answer.refused_messages, answer.next_page_token))
        })
        .await?;
        let value = view::values("bianzhi.bridge.v1.RefusedMessage", &refused)?;
        let rows = refused.into_iter().map(|message| {
            vec![
                moment::minute(message.refuse_time.as_ref()),
                message.topic,
                message.r#type,
                message.reason,
                message.signer,
                message.partner_id,
                message.event_id,
                message.sha256,
            ]
        });
        Ok(Answer::of(&value)?.table(&COLUMNS, rows.collect()))
    }
}
