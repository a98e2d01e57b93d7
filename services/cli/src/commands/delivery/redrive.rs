//! `delivery redrive`: a message that its partner could not apply is sent to it once more.

use clap::Args;
use proto::bridge::v1::{ListDeliveriesRequest, RedriveDeliveryRequest};

use super::list;
use crate::answer::Answer;
use crate::ask::{ask, required};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::view;

/// Arguments of `delivery redrive`.
#[derive(Debug, Args)]
pub struct Redrive {
    /// Event id of the message, as `delivery list --parked -o wide` shows it.
    id: String,
    /// The etag you saw; read anew if left out.
    #[arg(long)]
    etag: Option<String>,
}

impl Redrive {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let Self { id: event_id, etag } = self;
        let etag = match etag {
            Some(etag) => etag,
            None => etag_of(session, &event_id).await?,
        };
        let message = RedriveDeliveryRequest { request_id: session.request_id(), event_id, etag };
        let answer = ask!(session.deliveries()?, redrive_delivery, message)?;
        let delivery = required(answer.delivery, "delivery")?;
        let value = view::value("bianzhi.bridge.v1.Delivery", &delivery)?;
        Ok(Answer::of(&value)?.table(&list::COLUMNS, vec![list::row(&delivery, session.lang)]))
    }
}

async fn etag_of(session: &Session, event_id: &str) -> Result<String, Box<Failure>> {
    let message = ListDeliveriesRequest { page_size: 1, event_id: event_id.to_owned(), ..Default::default() };
    let found = ask!(session.deliveries()?, list_deliveries, message)?;
    found.deliveries.into_iter().next().map(|delivery| delivery.etag).ok_or_else(|| {
        Failure::new(
            Exit::NotFound,
            "DELIVERY_NOT_FOUND",
            format!("没有您可查看的推送 {event_id}"),
            format!("no delivery {event_id} that you may see"),
        )
    })
}
