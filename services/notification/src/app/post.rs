//! The same words to everybody concerned.
use std::collections::BTreeSet;

use super::{App, Error};
use crate::domain::{Kind, Message, MessageId, Sentence};
use crate::store::{deliveries, messages};

/// What is told, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Post {
    /// Event id of a fact, or source id of a reminder: nobody is told twice from one source.
    pub(super) source_id: String,
    /// What it is about.
    pub(super) kind: Kind,
    /// The case.
    pub(super) case_id: String,
    /// The words.
    pub(super) sentence: Sentence,
    /// Operator ids.
    pub(super) recipients: BTreeSet<String>,
}

impl App {
    /// Writes one message for each recipient.
    pub(super) async fn write(&self, tx: &mut db::Tx, post: &Post) -> Result<(), Error> {
        if post.recipients.is_empty() {
            tracing::warn!(
                case.id = post.case_id,
                kind = post.kind.as_str(),
                "nobody is there to be told of case {}",
                post.case_id
            );
        }
        for recipient_id in &post.recipients {
            let message = Message {
                id: MessageId::new(),
                recipient_id: recipient_id.clone(),
                event_id: post.source_id.clone(),
                kind: post.kind,
                case_id: post.case_id.clone(),
                sentence: post.sentence.clone(),
                created_at: self.0.clock.now(),
                acknowledged_at: None,
            };
            if messages::insert(tx, &message).await? {
                self.send_out(tx, message.id).await?;
            }
        }
        Ok(())
    }

    /// The message leaves by every channel that carries messages out of the house.
    async fn send_out(&self, tx: &mut db::Tx, id: MessageId) -> Result<(), Error> {
        for channel in self.0.channels.iter().filter(|channel| channel.leaves_the_house()) {
            deliveries::insert(tx, id, channel.name(), self.0.system_clock.now()).await?;
        }
        Ok(())
    }
}
