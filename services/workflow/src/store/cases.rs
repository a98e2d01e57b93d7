//! Cases: load, lock, record.

use sqlx::PgConnection;
use time::OffsetDateTime;
use vault::{Place, Vault};

use super::{Error, Performer, assembling, facts, parts, timeline};
use crate::domain::{Case, CaseId, Turn};

/// The next case number of an area and a year.
pub async fn next_number(tx: &mut PgConnection, area_code: &str, year: i32) -> Result<CaseId, Error> {
    let row = sqlx::query!(r#"select nextval('case_number')::integer as "next!""#).fetch_one(tx).await?;
    Ok(CaseId::new(area_code, year, row.next))
}

/// Loads a case.
pub async fn find(connection: &mut PgConnection, vault: &Vault, id: &CaseId) -> Result<Option<Case>, Error> {
    Ok(assembling::load(connection, vault, &[id.as_str().to_owned()]).await?.pop())
}

/// Loads cases in the order of their ids' list.
pub async fn find_all(
    connection: &mut PgConnection,
    vault: &Vault,
    ids: &[String],
) -> Result<Vec<Case>, Error> {
    assembling::load(connection, vault, ids).await
}

/// Loads a case and locks its row until the transaction ends.
pub async fn lock(tx: &mut PgConnection, vault: &Vault, id: &CaseId) -> Result<Option<Case>, Error> {
    let row = sqlx::query!("select case_id from case_file where case_id = $1 for update", id.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    match row {
        Some(_) => find(tx, vault, id).await,
        None => Ok(None),
    }
}

/// Writes a new draft, with its first timeline entry.
pub async fn insert(tx: &mut PgConnection, vault: &Vault, turn: &Turn, by: &Performer) -> Result<(), Error> {
    let case = &turn.case;
    sqlx::query!(
        "insert into case_file (case_id, item, sub_type, definition_version, version, unit_id, department_id, \
         jurisdiction_id, area_code, drafter_id, drafter_unit_id, drafter_serial, state, revision, created_at, \
         updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        case.id.as_str(),
        case.item.code(),
        case.sub_type,
        case.definition_version,
        case.version,
        case.unit_id,
        case.department_id,
        case.jurisdiction_id,
        case.area_code,
        case.drafter.operator_id,
        case.drafter.unit_id,
        case.drafter.certificate_serial,
        case.state.code(),
        case.revision,
        case.created_at,
        case.updated_at,
    )
    .execute(&mut *tx)
    .await?;
    write_form(tx, vault, case).await?;
    timeline::append(tx, turn, by, "").await
}

/// Saves a decision: the case's new state, its timeline entry and its facts, or nothing.
///
/// `seen_hash` is what the actor saw before: SM3 of the canonical case.
pub async fn record(
    tx: &mut PgConnection,
    vault: &Vault,
    turn: &Turn,
    by: &Performer,
    seen_hash: &str,
    recorded_at: OffsetDateTime,
) -> Result<(), Error> {
    let case = &turn.case;
    write_state(tx, case).await?;
    write_form(tx, vault, case).await?;
    parts::write(tx, case).await?;
    timeline::append(tx, turn, by, seen_hash).await?;
    for event in &turn.facts {
        let fact = facts::fact(case, event, by, turn.at, recorded_at);
        messaging::outbox::append(tx, &fact).await?;
    }
    Ok(())
}

/// Saves that a step is under way in another house; nothing is decided yet, so nothing else changes.
pub async fn record_setting_out(tx: &mut PgConnection, case: &Case) -> Result<(), Error> {
    let under_way = case.under_way.map(|step| step.code());
    let done = sqlx::query!(
        "update case_file set under_way = $2, attempts = $3 where case_id = $1",
        case.id.as_str(),
        under_way,
        case.attempts,
    )
    .execute(&mut *tx)
    .await?;
    db::expect_rows(1, done.rows_affected())?;
    parts::write_desk_acts(tx, case).await
}

async fn write_state(tx: &mut PgConnection, case: &Case) -> Result<(), Error> {
    let columns = assembling::columns(&case.state)?;
    let submitter = case.submitter.as_ref();
    let done = sqlx::query!(
        "update case_file set version = $2, submitter_id = $3, submitter_unit_id = $4, submitter_serial = $5, \
         state = $6, desk = $7, decision = $8, defects = $9, reason = $10, change_id = $11, findings = $12, \
         under_way = $13, attempts = $14, revision = $15, updated_at = $16 where case_id = $1",
        case.id.as_str(),
        case.version,
        submitter.map(|actor| actor.operator_id.as_str()),
        submitter.map(|actor| actor.unit_id.as_str()),
        submitter.map(|actor| actor.certificate_serial.as_str()),
        case.state.code(),
        columns.desk,
        columns.decision,
        &case.defects,
        columns.reason,
        case.change_id,
        serde_json::to_value(&case.findings)?,
        case.under_way.map(|step| step.code()),
        case.attempts,
        case.revision,
        case.updated_at,
    )
    .execute(tx)
    .await?;
    Ok(db::expect_rows(1, done.rows_affected())?)
}

/// The form belongs to the version in hand; those of earlier submissions stay as they were.
async fn write_form(tx: &mut PgConnection, vault: &Vault, case: &Case) -> Result<(), Error> {
    let version = case.form_version();
    let row = form_row(&case.id, version);
    let sealed = vault.seal(form_place(&row), &serde_json::to_vec(&case.form)?)?;
    sqlx::query!(
        "insert into case_version (case_id, version, form, form_hash) values ($1, $2, $3, $4) \
         on conflict (case_id, version) do update set form = excluded.form, form_hash = excluded.form_hash \
         where case_version.form_hash <> excluded.form_hash",
        case.id.as_str(),
        version,
        sealed,
        case.form_hash,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The sealed form's row as its place names it.
pub(super) fn form_row(id: &CaseId, version: i32) -> String {
    format!("{id}/{version}")
}

/// Where a form is sealed for.
pub(super) fn form_place(row: &str) -> Place<'_> {
    Place { table: "case_version", column: "form", row }
}
