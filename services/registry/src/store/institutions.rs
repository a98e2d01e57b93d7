//! Institutions as they are on a day.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use time::Date;

use super::row::code;
use super::view::View;
use crate::domain::ids::{DivisionId, InstitutionId, JurisdictionId};
use crate::domain::institution::{Division, Institution, Supervisor};

struct Row {
    institution_id: String,
    name: String,
    uscc: Option<String>,
    kind: String,
    pi_class: Option<String>,
    rank: String,
    rank_equivalent: bool,
    supervisor_id: Option<String>,
    supervisor_name: Option<String>,
    jurisdiction_id: String,
    state: String,
}

/// The institution with an id, if the view shows it.
pub async fn find(
    connection: &mut PgConnection,
    id: &InstitutionId,
    view: &View,
) -> Result<Option<Institution>, db::Error> {
    let row = sqlx::query_as!(
        Row,
        r#"select v.institution_id as "institution_id!", v.name as "name!", i.uscc, v.kind as "kind!",
             v.pi_class, v.rank as "rank!", v.rank_equivalent as "rank_equivalent!", v.supervisor_id,
             s.name as "supervisor_name?", v.jurisdiction_id as "jurisdiction_id!", v.state as "state!"
           from institution_in_view($2, $3, $4, $5, $6) v
           join institution i on i.institution_id = v.institution_id
           left join institution_on($2) s on s.institution_id = v.supervisor_id
           where v.institution_id = $1"#,
        id.as_str(),
        view.day,
        view.everything,
        view.unit_id,
        view.supervised,
        &view.jurisdiction_ids,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut divisions = divisions(connection, std::slice::from_ref(&row.institution_id), view.day).await?;
    institution(row, &mut divisions).map(Some)
}

/// The institutions that the view shows, by id, after `after`.
pub async fn list(
    connection: &mut PgConnection,
    view: &View,
    after: &str,
    limit: i64,
) -> Result<Vec<Institution>, db::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select v.institution_id as "institution_id!", v.name as "name!", i.uscc, v.kind as "kind!",
             v.pi_class, v.rank as "rank!", v.rank_equivalent as "rank_equivalent!", v.supervisor_id,
             s.name as "supervisor_name?", v.jurisdiction_id as "jurisdiction_id!", v.state as "state!"
           from institution_in_view($1, $2, $3, $4, $5) v
           join institution i on i.institution_id = v.institution_id
           left join institution_on($1) s on s.institution_id = v.supervisor_id
           where v.institution_id > $6
           order by v.institution_id limit $7"#,
        view.day,
        view.everything,
        view.unit_id,
        view.supervised,
        &view.jurisdiction_ids,
        after,
        limit,
    )
    .fetch_all(&mut *connection)
    .await?;
    let ids: Vec<String> = rows.iter().map(|row| row.institution_id.clone()).collect();
    let mut divisions = divisions(connection, &ids, view.day).await?;
    rows.into_iter().map(|row| institution(row, &mut divisions)).collect()
}

/// Area code of the institution's jurisdiction on a day.
pub async fn area_code(
    connection: &mut PgConnection,
    id: &InstitutionId,
    day: Date,
) -> Result<String, db::Error> {
    let area_code = sqlx::query_scalar!(
        "select j.area_code from institution_on($2) v join jurisdiction j using (jurisdiction_id) \
         where v.institution_id = $1",
        id.as_str(),
        day,
    )
    .fetch_one(connection)
    .await?;
    Ok(area_code)
}

async fn divisions(
    connection: &mut PgConnection,
    ids: &[String],
    day: Date,
) -> Result<BTreeMap<String, Vec<Division>>, db::Error> {
    let rows = sqlx::query!(
        "select institution_id, division_id, name, rank from division \
         where institution_id = any($1) and from_on <= $2 and (to_on is null or $2 <= to_on) \
         order by division_id",
        ids,
        day,
    )
    .fetch_all(connection)
    .await?;
    let mut divisions: BTreeMap<String, Vec<Division>> = BTreeMap::new();
    for row in rows {
        let rank = code("division", "rank", &row.rank)?;
        let division = Division { id: DivisionId::new(row.division_id), name: row.name, rank };
        divisions.entry(row.institution_id).or_default().push(division);
    }
    Ok(divisions)
}

fn institution(row: Row, divisions: &mut BTreeMap<String, Vec<Division>>) -> Result<Institution, db::Error> {
    let table = "institution_version";
    let supervisor = row
        .supervisor_id
        .map(|id| Supervisor { id: InstitutionId::new(id), name: row.supervisor_name.unwrap_or_default() });
    Ok(Institution {
        divisions: divisions.remove(&row.institution_id).unwrap_or_default(),
        id: InstitutionId::new(row.institution_id),
        name: row.name,
        uscc: row.uscc,
        kind: code(table, "kind", &row.kind)?,
        pi_class: row.pi_class,
        rank: code(table, "rank", &row.rank)?,
        rank_equivalent: row.rank_equivalent,
        supervisor,
        jurisdiction_id: JurisdictionId::new(row.jurisdiction_id),
        state: code(table, "state", &row.state)?,
    })
}
