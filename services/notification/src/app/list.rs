use super::{App, Error};
use crate::domain::{Filter, Message, Position};
use crate::store::messages;

impl App {
    /// An operator's own messages, newest first.
    pub async fn list(
        &self,
        recipient_id: &str,
        filter: &Filter,
        after: Option<Position>,
        limit: i64,
    ) -> Result<Vec<Message>, Error> {
        let mut tx = db::begin(&self.0.pool).await?;
        Ok(messages::newest(&mut tx, recipient_id, filter, after, limit).await?)
    }
}
