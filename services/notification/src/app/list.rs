use super::{App, Error};
use crate::domain::{Message, Position};
use crate::store::messages;

impl App {
    /// An operator's own messages, newest first.
    pub async fn list(
        &self,
        recipient_id: &str,
        after: Option<Position>,
        limit: i64,
    ) -> Result<Vec<Message>, Error> {
        let mut tx = db::begin(&self.pool).await?;
        Ok(messages::newest(&mut tx, recipient_id, after, limit).await?)
    }
}
