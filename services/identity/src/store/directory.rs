//! Units, operators and partners.
use std::collections::BTreeSet;

use messaging::outbox;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts;
use crate::domain::{Desk, Directory, Duty, Id, Operator, Partner, PartnerRole, Seed, Unit, UnitKind};

/// Whether a directory was imported; locks it until the transaction ends.
pub async fn lock_imported(tx: &mut PgConnection) -> Result<bool, db::Error> {
    let imported_at = sqlx::query_scalar!("select imported_at from trust for update").fetch_one(tx).await?;
    Ok(imported_at.is_some())
}

/// Takes in a whole directory, over what was seeded, and tells it. `told_at` is business time.
pub async fn record_import(
    tx: &mut PgConnection,
    directory: &Directory,
    version: i64,
    told_at: OffsetDateTime,
) -> Result<(), db::Error> {
    for unit in &directory.units {
        put_unit(tx, unit).await?;
    }
    for operator in &directory.operators {
        put_operator(tx, operator).await?;
    }
    for partner in &directory.partners {
        put_partner(tx, partner).await?;
    }
    let done = sqlx::query!("update trust set imported_at = $1 where imported_at is null", told_at)
        .execute(&mut *tx)
        .await?;
    db::expect_rows(1, done.rows_affected())?;
    outbox::append(tx, &facts::imported(directory, version, told_at)).await
}

/// Adds what is not there yet of a seed; how much that was.
pub async fn plant(tx: &mut PgConnection, seed: &Seed) -> Result<usize, db::Error> {
    let mut planted = 0;
    for unit in &seed.units {
        if find_unit(tx, unit.id.as_str()).await?.is_none() {
            put_unit(tx, unit).await?;
            planted += 1;
        }
    }
    for operator in &seed.operators {
        if find_operator(tx, operator.id.as_str()).await?.is_none() {
            put_operator(tx, operator).await?;
            planted += 1;
        }
    }
    Ok(planted)
}

async fn put_unit(tx: &mut PgConnection, unit: &Unit) -> Result<(), db::Error> {
    let kinds: Vec<String> = unit.kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    let items: Vec<String> = unit.permitted_items.iter().cloned().collect();
    sqlx::query!(
        "insert into unit (unit_id, name, kinds, department_id, jurisdiction_id, area_code, permitted_items) \
         values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (unit_id) do update set name = excluded.name, kinds = excluded.kinds, \
           department_id = excluded.department_id, jurisdiction_id = excluded.jurisdiction_id, \
           area_code = excluded.area_code, permitted_items = excluded.permitted_items",
        unit.id.as_str(),
        unit.name,
        &kinds,
        unit.department_id.as_str(),
        unit.jurisdiction_id.as_ref().map(Id::as_str),
        unit.area_code,
        &items,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn put_operator(tx: &mut PgConnection, operator: &Operator) -> Result<(), db::Error> {
    let desks: Vec<String> = operator.desks.iter().map(|desk| desk.as_str().to_owned()).collect();
    let duties: Vec<String> = operator.duties.iter().map(|duty| duty.as_str().to_owned()).collect();
    // The unit of a known operator stays: his or her certificates are bound to it.
    sqlx::query!(
        "insert into operator (operator_id, unit_id, display_name, desks, duties, superior_id, person_id) \
         values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (operator_id) do update set display_name = excluded.display_name, \
           desks = excluded.desks, duties = excluded.duties, superior_id = excluded.superior_id, \
           person_id = excluded.person_id",
        operator.id.as_str(),
        operator.unit_id.as_str(),
        operator.display_name,
        &desks,
        &duties,
        operator.superior_id.as_ref().map(Id::as_str),
        operator.person_id,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn put_partner(tx: &mut PgConnection, partner: &Partner) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into partner (partner_id, unit_id, role, area_code) values ($1, $2, $3, $4)",
        partner.id.as_str(),
        partner.unit_id.as_str(),
        partner.role.as_str(),
        partner.area_code,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// One unit.
pub async fn find_unit(connection: &mut PgConnection, id: &str) -> Result<Option<Unit>, db::Error> {
    let row = sqlx::query_as!(
        UnitRow,
        "select unit_id, name, kinds, department_id, jurisdiction_id, area_code, permitted_items \
         from unit where unit_id = $1",
        id,
    )
    .fetch_optional(connection)
    .await?;
    row.map(UnitRow::read).transpose()
}

/// At most `limit` units by id, those after `after`.
pub async fn units(
    connection: &mut PgConnection,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Unit>, db::Error> {
    let rows = sqlx::query_as!(
        UnitRow,
        "select unit_id, name, kinds, department_id, jurisdiction_id, area_code, permitted_items \
         from unit where $1::text is null or unit_id > $1 order by unit_id limit $2",
        after,
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(UnitRow::read).collect()
}

/// One operator.
pub async fn find_operator(connection: &mut PgConnection, id: &str) -> Result<Option<Operator>, db::Error> {
    let row = sqlx::query_as!(
        OperatorRow,
        "select operator_id, unit_id, display_name, desks, duties, superior_id, person_id \
         from operator where operator_id = $1",
        id,
    )
    .fetch_optional(connection)
    .await?;
    row.map(OperatorRow::read).transpose()
}

/// At most `limit` operators by id, those after `after`; only a unit's, if one is named.
pub async fn operators(
    connection: &mut PgConnection,
    unit_id: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Operator>, db::Error> {
    let rows = sqlx::query_as!(
        OperatorRow,
        "select operator_id, unit_id, display_name, desks, duties, superior_id, person_id from operator \
         where ($1::text is null or unit_id = $1) and ($2::text is null or operator_id > $2) \
         order by operator_id limit $3",
        unit_id,
        after,
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(OperatorRow::read).collect()
}

/// All partners by id.
pub async fn partners(connection: &mut PgConnection) -> Result<Vec<Partner>, db::Error> {
    let rows = sqlx::query!("select partner_id, unit_id, role, area_code from partner order by partner_id")
        .fetch_all(connection)
        .await?;
    let read = |row: &str| row.parse::<Id>().map_err(|_| inconsistent("partner", "an id that is none"));
    rows.into_iter()
        .map(|row| {
            Ok(Partner {
                id: read(&row.partner_id)?,
                unit_id: read(&row.unit_id)?,
                role: PartnerRole::parse(&row.role)
                    .ok_or_else(|| inconsistent("partner", "an unknown role"))?,
                area_code: row.area_code,
            })
        })
        .collect()
}

/// Whether there is such a partner.
pub async fn has_partner(connection: &mut PgConnection, id: &str) -> Result<bool, db::Error> {
    let found = sqlx::query_scalar!("select partner_id from partner where partner_id = $1", id)
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// Counts one more enrolment of a partner's system and answers how many there were with it; `None` if there
/// is no such partner. Holds its row until the transaction ends.
pub async fn count_enrolment(tx: &mut PgConnection, id: &str) -> Result<Option<u32>, db::Error> {
    let enrolments = sqlx::query_scalar!(
        "update partner set enrolments = enrolments + 1 where partner_id = $1 returning enrolments",
        id,
    )
    .fetch_optional(tx)
    .await?;
    enrolments
        .map(|count| u32::try_from(count).map_err(|_| inconsistent("partner", "fewer than no enrolments")))
        .transpose()
}

struct UnitRow {
    unit_id: String,
    name: String,
    kinds: Vec<String>,
    department_id: String,
    jurisdiction_id: Option<String>,
    area_code: Option<String>,
    permitted_items: Vec<String>,
}

struct OperatorRow {
    operator_id: String,
    unit_id: String,
    display_name: String,
    desks: Vec<String>,
    duties: Vec<String>,
    superior_id: Option<String>,
    person_id: Option<Uuid>,
}

impl UnitRow {
    fn read(self) -> Result<Unit, db::Error> {
        Ok(Unit {
            id: id("unit", &self.unit_id)?,
            name: self.name,
            kinds: words("unit", &self.kinds, UnitKind::parse)?,
            department_id: id("unit", &self.department_id)?,
            jurisdiction_id: self.jurisdiction_id.map(|text| id("unit", &text)).transpose()?,
            area_code: self.area_code,
            permitted_items: self.permitted_items.into_iter().collect(),
        })
    }
}

impl OperatorRow {
    fn read(self) -> Result<Operator, db::Error> {
        Ok(Operator {
            id: id("operator", &self.operator_id)?,
            unit_id: id("operator", &self.unit_id)?,
            display_name: self.display_name,
            desks: words("operator", &self.desks, Desk::parse)?,
            duties: words("operator", &self.duties, Duty::parse)?,
            superior_id: self.superior_id.map(|text| id("operator", &text)).transpose()?,
            person_id: self.person_id,
        })
    }
}

fn id(table: &'static str, text: &str) -> Result<Id, db::Error> {
    text.parse().map_err(|_| inconsistent(table, "an id that is none"))
}

fn words<T: Ord>(
    table: &'static str,
    texts: &[String],
    parse: impl Fn(&str) -> Option<T>,
) -> Result<BTreeSet<T>, db::Error> {
    texts.iter().map(|text| parse(text).ok_or_else(|| inconsistent(table, "an unknown word"))).collect()
}

fn inconsistent(table: &'static str, what: &'static str) -> db::Error {
    db::Error::Inconsistent { table, what }
}
