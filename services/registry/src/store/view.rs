//! A scope as queries take it.

use sqlx::PgConnection;
use time::Date;

use crate::domain::visibility::Scope;

/// The arguments of `institution_in_view`.
#[derive(Debug, Clone)]
pub struct View {
    pub(super) day: Date,
    pub(super) everything: bool,
    pub(super) unit_id: String,
    pub(super) supervised: bool,
    pub(super) jurisdiction_ids: Vec<String>,
}

/// What a scope comes to on a day: its jurisdictions looked up, those below included where it says so.
pub async fn of(connection: &mut PgConnection, scope: &Scope, day: Date) -> Result<View, db::Error> {
    let (unit_id, supervised, jurisdiction) = match scope {
        Scope::Everything => {
            return Ok(View {
                day,
                everything: true,
                unit_id: String::new(),
                supervised: false,
                jurisdiction_ids: Vec::new(),
            });
        }
        Scope::Some { unit_id, supervised, jurisdiction } => (unit_id, supervised, jurisdiction),
    };
    let jurisdiction_ids = match jurisdiction {
        None => Vec::new(),
        Some(jurisdiction) => {
            sqlx::query_scalar!(
                r#"with recursive below as (
                     select jurisdiction_id from jurisdiction where jurisdiction_id = $1
                     union
                     select j.jurisdiction_id from jurisdiction j
                     join below on j.parent_id = below.jurisdiction_id
                     where $2
                   )
                   select jurisdiction_id as "jurisdiction_id!" from below"#,
                jurisdiction.id.as_str(),
                jurisdiction.below,
            )
            .fetch_all(connection)
            .await?
        }
    };
    Ok(View {
        day,
        everything: false,
        unit_id: unit_id.to_string(),
        supervised: *supervised,
        jurisdiction_ids,
    })
}
