//! `notification list`: the caller's own messages (待办与通知).

use clap::{Args, Subcommand};
use codes::Lang;
use proto::notification::v1::ListNotificationsRequest;

use crate::answer::{Answer, Column, column, wide};
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view};

/// Messages to you (通知).
#[derive(Debug, Subcommand)]
pub enum Notification {
    /// List your messages, newest first.
    List(List),
}

/// Arguments of `notification list`.
#[derive(Debug, Args)]
pub struct List {
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

const COLUMNS: [Column; 5] = [
    column("create_time", "时间", "time"),
    column("case_id", "办件编号", "case"),
    column("text", "内容", "message"),
    wide("kind", "类别", "kind"),
    wide("event_id", "事件编号", "event"),
];

impl Notification {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let Self::List(List { limit }) = self;
        let client = session.notifications()?;
        let messages = pages(limit, async |page| {
            let message = ListNotificationsRequest { page_size: page.size, page_token: page.token };
            ask!(&client, list_notifications, message)
                .map(|answer| (answer.notifications, answer.next_page_token))
        })
        .await?;
        let rows = messages.iter().map(|message| {
            let text = match session.lang {
                Lang::Zh => message.zh.clone(),
                Lang::En => message.en.clone(),
            };
            let time = moment::minute(message.create_time.as_ref());
            vec![time, message.case_id.clone(), text, message.kind.clone(), message.event_id.clone()]
        });
        let value = view::values("bianzhi.notification.v1.Notification", &messages)?;
        Ok(Answer::of(&value)?.table(&COLUMNS, rows.collect()))
    }
}
