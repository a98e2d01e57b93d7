//! Lists what partners' systems sent and was not taken.

use policy::{Kind, Principal};

use super::{App, Error, get_review::area_prefix};
use crate::domain::RefusedMessage;
use crate::store::messages;

/// Which refused messages are asked for.
#[derive(Debug)]
pub struct RefusedQuery {
    /// Only those from this partner's topics.
    pub partner_id: Option<String>,
    /// Only those before this number.
    pub before: Option<i64>,
    /// At most this many.
    pub limit: i64,
}

impl App {
    /// Refused messages that the caller may see: the office those of its area.
    pub async fn list_refused(
        &self,
        caller: &Principal,
        query: &RefusedQuery,
    ) -> Result<Vec<RefusedMessage>, Error> {
        let area_prefix = match (caller.kind, &caller.unit) {
            (Kind::Unit, Some(unit)) => area_prefix(&unit.area_code),
            (Kind::Mesh | Kind::Unit | Kind::Partner, _) => return Ok(Vec::new()),
        };
        let mut tx = db::begin(&self.pool).await?;
        let partner_id = query.partner_id.as_deref();
        Ok(messages::refused(&mut tx, area_prefix, partner_id, query.before, query.limit).await?)
    }
}
