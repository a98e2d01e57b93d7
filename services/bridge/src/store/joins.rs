//! The two halves of what partners are told about a case.

use sqlx::PgConnection;

use super::Error;
use crate::domain::{CaseCompletion, RegistryChange};

/// The two halves of what partners are told about a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Halves {
    /// What the registry said.
    pub change: Option<RegistryChange>,
    /// What workflow said.
    pub completion: Option<CaseCompletion>,
}

/// Keeps the registry's half; both halves as they are now. The row stays locked, so that of two halves that
/// come at once the second sees the first.
pub async fn keep_change(
    tx: &mut PgConnection,
    case_id: &str,
    change: &RegistryChange,
) -> Result<Halves, Error> {
    let json = serde_json::to_value(change).map_err(|_| Error::unreadable("case_join", "change"))?;
    let row = sqlx::query!(
        "insert into case_join (case_id, change) values ($1, $2)
         on conflict (case_id) do update set change = excluded.change
         returning change, completion",
        case_id,
        json,
    )
    .fetch_one(tx)
    .await?;
    halves(row.change, row.completion)
}

/// Keeps workflow's half; both halves as they are now.
pub async fn keep_completion(
    tx: &mut PgConnection,
    case_id: &str,
    completion: &CaseCompletion,
) -> Result<Halves, Error> {
    let json = serde_json::to_value(completion).map_err(|_| Error::unreadable("case_join", "completion"))?;
    let row = sqlx::query!(
        "insert into case_join (case_id, completion) values ($1, $2)
         on conflict (case_id) do update set completion = excluded.completion
         returning change, completion",
        case_id,
        json,
    )
    .fetch_one(tx)
    .await?;
    halves(row.change, row.completion)
}

/// Both halves of a case.
pub async fn get(tx: &mut PgConnection, case_id: &str) -> Result<Halves, Error> {
    let row = sqlx::query!("select change, completion from case_join where case_id = $1", case_id)
        .fetch_one(tx)
        .await?;
    halves(row.change, row.completion)
}

fn halves(change: Option<serde_json::Value>, completion: Option<serde_json::Value>) -> Result<Halves, Error> {
    Ok(Halves {
        change: change
            .map(serde_json::from_value)
            .transpose()
            .map_err(|_| Error::unreadable("case_join", "change"))?,
        completion: completion
            .map(serde_json::from_value)
            .transpose()
            .map_err(|_| Error::unreadable("case_join", "completion"))?,
    })
}
