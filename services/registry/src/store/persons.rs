//! Persons: sealed numbers, the index that finds them, and their seats.

use std::collections::BTreeMap;

use codes::CitizenId;
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};
use uuid::Uuid;
use vault::{Place, Vault};

use super::occupancies;
use super::row::code;
use super::view::View;
use crate::domain::ids::{InstitutionId, PersonId};
use crate::domain::person::{Identity, Person, PersonName};

/// What a row or a sealed value came to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error(transparent)]
    Vault(#[from] vault::Error),
}

struct Row {
    person_id: Uuid,
    id_number_sealed: Vec<u8>,
    name: String,
    sex: String,
    birth_on: Date,
    ethnicity: String,
    education: String,
    political_status: String,
    retirement_class: String,
}

/// Where to go on in a list of persons: after this one. Its name orders the list and stays here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After(pub PersonId);

/// What persons are looked for by; every part that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct Criteria {
    /// Index of the citizen ID.
    pub id_number_index: Option<[u8; 32]>,
    /// Exact name.
    pub name: Option<String>,
    /// Institution where they sit or sat.
    pub institution_id: Option<InstitutionId>,
}

/// The index by which a citizen ID is found.
pub fn index(vault: &Vault, id_number: &CitizenId) -> [u8; 32] {
    vault.blind_index("person.id_number", id_number.expose())
}

/// The person with a citizen ID, and the name the registry knows.
pub async fn by_id_number(
    connection: &mut PgConnection,
    index: &[u8],
) -> Result<Option<(PersonId, PersonName)>, db::Error> {
    let found = sqlx::query!("select person_id, name from person where id_number_index = $1", index)
        .fetch_optional(connection)
        .await?;
    Ok(found.map(|found| (PersonId::from_uuid(found.person_id), PersonName::new(found.name))))
}

/// The person, if he or she has or had a seat that the view shows; only those seats come along.
pub async fn find(
    connection: &mut PgConnection,
    vault: &Vault,
    id: PersonId,
    view: &View,
) -> Result<Option<Person>, Error> {
    let row = sqlx::query_as!(
        Row,
        "select person_id, id_number_sealed, name, sex, birth_on, ethnicity, education, political_status, \
         retirement_class from person where person_id = $1",
        id.as_uuid(),
    )
    .fetch_optional(&mut *connection)
    .await
    .map_err(db::Error::from)?;
    let Some(row) = row else { return Ok(None) };
    let mut people = people(connection, vault, vec![row], view).await?;
    Ok(people.pop())
}

/// Persons with seats that the view shows, by name, after `after`.
pub async fn search(
    connection: &mut PgConnection,
    vault: &Vault,
    criteria: &Criteria,
    view: &View,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<Person>, Error> {
    let rows = sqlx::query_file_as!(
        Row,
        "queries/search_persons.sql",
        criteria.id_number_index.as_ref().map(|index| index.as_slice()),
        criteria.name,
        criteria.institution_id.as_ref().map(InstitutionId::as_str),
        view.day,
        view.everything,
        view.unit_id,
        view.supervised,
        &view.jurisdiction_ids,
        after.map(|After(id)| id.as_uuid()),
        limit,
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(db::Error::from)?;
    people(connection, vault, rows, view).await
}

/// Writes persons down, numbers sealed.
pub async fn insert(
    tx: &mut PgConnection,
    vault: &Vault,
    persons: &[(PersonId, &Identity)],
    record_time: OffsetDateTime,
) -> Result<(), Error> {
    let mut sealed = Vec::with_capacity(persons.len());
    let mut indexes = Vec::with_capacity(persons.len());
    for (id, identity) in persons {
        let row = id.to_string();
        sealed.push(vault.seal(place(&row), identity.id_number.expose().as_bytes())?);
        indexes.push(index(vault, &identity.id_number).to_vec());
    }
    let ids: Vec<Uuid> = persons.iter().map(|(id, _)| id.as_uuid()).collect();
    let column = |read: fn(&Identity) -> &str| -> Vec<&str> {
        persons.iter().map(|(_, identity)| read(identity)).collect()
    };
    let births: Vec<Date> = persons.iter().map(|(_, identity)| identity.birth_on).collect();
    let done = sqlx::query!(
        "insert into person (person_id, id_number_sealed, id_number_index, name, sex, birth_on, ethnicity, \
         education, political_status, retirement_class, recorded_at) \
         select *, $11 from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::date[], \
         $7::text[], $8::text[], $9::text[], $10::text[])",
        &ids,
        &sealed,
        &indexes,
        &column(|i| i.name.expose()) as &[&str],
        &column(|i| i.sex.code()) as &[&str],
        &births,
        &column(|i| i.ethnicity.code()) as &[&str],
        &column(|i| i.education.code()) as &[&str],
        &column(|i| i.political_status.code()) as &[&str],
        &column(|i| i.retirement_class.code()) as &[&str],
        record_time,
    )
    .execute(tx)
    .await
    .map_err(db::Error::from)?;
    Ok(db::expect_rows(u64::try_from(persons.len()).unwrap_or(u64::MAX), done.rows_affected())?)
}

/// Rows with their seats; who has none in view is left out.
async fn people(
    connection: &mut PgConnection,
    vault: &Vault,
    rows: Vec<Row>,
    view: &View,
) -> Result<Vec<Person>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let mut seats: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    for (person, seat) in occupancies::of_persons(connection, &ids, view).await? {
        seats.entry(person.as_uuid()).or_default().push(seat);
    }
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(occupancies) = seats.remove(&row.person_id) else { continue };
        let id = PersonId::from_uuid(row.person_id);
        people.push(Person { id, identity: identity(vault, row)?, occupancies });
    }
    Ok(people)
}

fn identity(vault: &Vault, row: Row) -> Result<Identity, Error> {
    let number = vault.unseal_text(place(&row.person_id.to_string()), &row.id_number_sealed)?;
    let table = "person";
    Ok(Identity {
        name: PersonName::new(row.name),
        id_number: code(table, "id_number", number.expose())?,
        sex: code(table, "sex", &row.sex)?,
        birth_on: row.birth_on,
        ethnicity: code(table, "ethnicity", &row.ethnicity)?,
        education: code(table, "education", &row.education)?,
        political_status: code(table, "political_status", &row.political_status)?,
        retirement_class: code(table, "retirement_class", &row.retirement_class)?,
    })
}

fn place(row: &str) -> Place<'_> {
    Place { table: "person", column: "id_number", row }
}
