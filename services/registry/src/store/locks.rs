//! Locks on what has no row yet, or several. Order: case, buckets by id, person.

use sqlx::PgConnection;

use crate::domain::ids::CaseId;

/// Lets one command at a time act for a case, until the transaction ends.
pub async fn case(tx: &mut PgConnection, case: &CaseId) -> Result<(), db::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('case ' || $1, 0))", case.as_str())
        .execute(tx)
        .await?;
    Ok(())
}

/// Lets one command at a time seat a person, known or not yet, until the transaction ends.
pub async fn person(tx: &mut PgConnection, id_number_index: &[u8]) -> Result<(), db::Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('person ' || encode($1, 'hex'), 0))",
        id_number_index
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets one import at a time run, until the transaction ends.
pub async fn import(tx: &mut PgConnection) -> Result<(), db::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('import', 0))").execute(tx).await?;
    Ok(())
}
