//! Seats taken by persons.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::row::{self, code};
use super::view::View;
use crate::domain::ids::{DivisionId, InstitutionId, JurisdictionId, OccupancyId, PermitId, PersonId};
use crate::domain::person::Occupancy;
use crate::domain::rules::entry::OtherSeat;

/// The seats of some persons that the view shows, newest first.
pub async fn of_persons(
    connection: &mut PgConnection,
    persons: &[Uuid],
    view: &View,
) -> Result<Vec<(PersonId, Occupancy)>, db::Error> {
    let rows = sqlx::query!(
        "select o.person_id, o.occupancy_id, b.institution_id, b.quota_type, b.funding, o.division_id, o.post, \
         o.post_level, o.category, o.from_on, o.to_on, o.channel, o.permit_id, o.entry_case_id, o.entry_doc_no \
         from occupancy o join bucket b using (bucket_id) \
         join institution_in_view($2, $3, $4, $5, $6) v on v.institution_id = b.institution_id \
         where o.person_id = any($1) order by o.from_on desc",
        persons,
        view.day,
        view.everything,
        view.unit_id,
        view.supervised,
        &view.jurisdiction_ids,
    )
    .fetch_all(connection)
    .await?;
    let mut seats = Vec::with_capacity(rows.len());
    for row in rows {
        let seat = Occupancy {
            id: OccupancyId::from_uuid(row.occupancy_id),
            bucket: row::bucket(row.institution_id, &row.quota_type, &row.funding)?,
            division_id: row.division_id.map(DivisionId::new),
            post: row.post,
            post_level: row.post_level,
            category: code("occupancy", "category", &row.category)?,
            from: row.from_on,
            to: row.to_on,
            entry_doc_no: row.entry_doc_no,
            entry_case_id: row.entry_case_id,
            channel: code("occupancy", "channel", &row.channel)?,
            permit_id: row.permit_id.map(PermitId::from_uuid),
        };
        seats.push((PersonId::from_uuid(row.person_id), seat));
    }
    Ok(seats)
}

/// A seat that the person has on a day or later, wherever in the installation (rule E2).
pub async fn from_day(
    connection: &mut PgConnection,
    person: PersonId,
    day: Date,
) -> Result<Option<OtherSeat>, db::Error> {
    let found = sqlx::query!(
        r#"select b.institution_id, j.jurisdiction_id, j.name
           from occupancy o
           join bucket b using (bucket_id)
           join institution_on($2) v on v.institution_id = b.institution_id
           join jurisdiction j on j.jurisdiction_id = v.jurisdiction_id
           where o.person_id = $1 and (o.to_on is null or o.to_on >= $2)
           order by o.from_on limit 1"#,
        person.as_uuid(),
        day,
    )
    .fetch_optional(connection)
    .await?;
    Ok(found.map(|found| OtherSeat {
        institution_id: InstitutionId::new(found.institution_id),
        jurisdiction_id: JurisdictionId::new(found.jurisdiction_id),
        jurisdiction_name: found.name,
    }))
}

/// Writes seats down. The database refuses a second one on any day (`occupancy_no_overlap`).
pub async fn insert(
    tx: &mut PgConnection,
    seats: &[(PersonId, Occupancy)],
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    let texts = |read: fn(&Occupancy) -> &str| -> Vec<&str> { seats.iter().map(|(_, o)| read(o)).collect() };
    let persons: Vec<Uuid> = seats.iter().map(|(person, _)| person.as_uuid()).collect();
    let ids: Vec<Uuid> = seats.iter().map(|(_, seat)| seat.id.as_uuid()).collect();
    let divisions: Vec<Option<&str>> =
        seats.iter().map(|(_, seat)| seat.division_id.as_ref().map(DivisionId::as_str)).collect();
    let from: Vec<Date> = seats.iter().map(|(_, seat)| seat.from).collect();
    let permits: Vec<Option<Uuid>> =
        seats.iter().map(|(_, seat)| seat.permit_id.map(|id| id.as_uuid())).collect();
    let numbers: Vec<Option<&str>> = seats.iter().map(|(_, seat)| seat.entry_doc_no.as_deref()).collect();
    let done = sqlx::query_file!(
        "queries/insert_occupancies.sql",
        &ids,
        &persons,
        &texts(|o| o.bucket.institution_id.as_str()) as &[&str],
        &texts(|o| o.bucket.quota_type.code()) as &[&str],
        &texts(|o| o.bucket.funding.code()) as &[&str],
        &divisions as &[Option<&str>],
        &texts(|o| &o.post) as &[&str],
        &texts(|o| &o.post_level) as &[&str],
        &texts(|o| o.category.code()) as &[&str],
        &from,
        &texts(|o| o.channel.code()) as &[&str],
        &permits as &[Option<Uuid>],
        &texts(|o| &o.entry_case_id) as &[&str],
        &numbers as &[Option<&str>],
        record_time,
    )
    .execute(tx)
    .await?;
    db::expect_rows(u64::try_from(seats.len()).unwrap_or(u64::MAX), done.rows_affected())
}
