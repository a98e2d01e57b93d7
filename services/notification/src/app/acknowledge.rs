use command::Claim;

use super::{App, Error};
use crate::domain::{Message, MessageId};
use crate::store::messages;

/// Acknowledges one of the caller's own messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledge {
    /// As the caller named it.
    pub request: command::Request,
    /// The message.
    pub id: MessageId,
}

impl App {
    /// Notes when the recipient acknowledged a message (签收). The first acknowledgement stands.
    ///
    /// # Errors
    /// [`Error::NotificationNotFound`] for a message that is not the caller's.
    #[tracing::instrument(skip_all, fields(notification.id = %command.id))]
    pub async fn acknowledge(&self, command: Acknowledge) -> Result<Message, Error> {
        let Acknowledge { request, id } = command;
        let mut tx = db::begin(&self.0.pool).await?;
        if let Claim::Answered(message) = command::claim(&mut tx, &request, self.0.system_clock.now()).await?
        {
            return Ok(message);
        }
        let message = messages::lock(&mut tx, &request.principal_id, id)
            .await?
            .ok_or(Error::NotificationNotFound(id))?
            .acknowledged(self.0.clock.now());
        messages::record_acknowledgement(&mut tx, &message).await?;
        command::answer(&mut tx, &request.principal_id, request.id, &message, self.0.system_clock.now())
            .await?;
        db::commit(tx).await?;
        Ok(message)
    }
}
