//! `notification list` and `notification ack`: the caller's own messages (待办与通知).

use clap::{Args, Subcommand};
use codes::Lang;
use proto::notification::v1::{
    AcknowledgeNotificationRequest, ListNotificationsRequest, Notification as Message,
};

use crate::answer::{Answer, Column, column, wide};
use crate::ask::{ask, pages, required};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view};

/// Messages to you (通知).
#[derive(Debug, Subcommand)]
pub enum Notification {
    /// List your messages, newest first.
    List(List),
    /// Acknowledge one of your messages (签收); it stops no clock.
    Ack(Ack),
}

/// Arguments of `notification list`.
#[derive(Debug, Args)]
pub struct List {
    /// Only those about this case.
    #[arg(long, default_value = "")]
    case: String,
    /// Only those that you have not acknowledged.
    #[arg(long)]
    open: bool,
    /// At most so many.
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

/// Arguments of `notification ack`.
#[derive(Debug, Args)]
pub struct Ack {
    /// Message id, as `-o wide` shows it.
    id: String,
}

const MESSAGE: &str = "bianzhi.notification.v1.Notification";

const COLUMNS: [Column; 7] = [
    column("create_time", "时间", "time"),
    column("case_id", "办件编号", "case"),
    column("text", "内容", "message"),
    column("acknowledge_time", "签收时间", "acknowledged"),
    wide("kind", "类别", "kind"),
    wide("id", "通知编号", "id"),
    wide("event_id", "事件编号", "event"),
];

impl Notification {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::List(list) => list.run(session).await,
            Self::Ack(ack) => ack.run(session).await,
        }
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.notifications()?;
        let messages = pages(self.limit, async |page| {
            let message = ListNotificationsRequest {
                page_size: page.size,
                page_token: page.token,
                case_id: self.case.clone(),
                unacknowledged: self.open,
            };
            ask!(&client, list_notifications, message)
                .map(|answer| (answer.notifications, answer.next_page_token))
        })
        .await?;
        let rows = messages.iter().map(|message| row(message, session.lang)).collect();
        Ok(Answer::of(&view::values(MESSAGE, &messages)?)?.table(&COLUMNS, rows))
    }
}

impl Ack {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let message = AcknowledgeNotificationRequest { request_id: session.request_id(), id: self.id };
        let answer = ask!(session.notifications()?, acknowledge_notification, message)?;
        let message = required(answer.notification, "notification")?;
        let rows = vec![row(&message, session.lang)];
        Ok(Answer::of(&view::value(MESSAGE, &message)?)?.table(&COLUMNS, rows))
    }
}

fn row(message: &Message, lang: Lang) -> Vec<String> {
    let text = match lang {
        Lang::Zh => &message.zh,
        Lang::En => &message.en,
    };
    vec![
        moment::minute(message.create_time.as_ref()),
        message.case_id.clone(),
        text.clone(),
        moment::minute(message.acknowledge_time.as_ref()),
        message.kind.clone(),
        message.id.clone(),
        message.event_id.clone(),
    ]
}
