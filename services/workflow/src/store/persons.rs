//! One open case per person: the blind index of the citizen ID, unique while the case is open.

use sqlx::PgConnection;
use vault::Vault;

use super::Error;
use crate::domain::{Case, CaseId};

/// The constraint that a second open case breaks.
pub const ONE_OPEN_CASE: &str = "open_case_of_person_key";

/// Claims the person of a case, if it changes somebody's seat. Breaks [`ONE_OPEN_CASE`] when another case of
/// the person is open.
pub async fn claim(tx: &mut PgConnection, vault: &Vault, case: &Case) -> Result<(), Error> {
    let Some(person) = case.form.person() else { return Ok(()) };
    // A corrected form may name another person.
    release(tx, &case.id).await?;
    let index = vault.blind_index("case.person.id_number", person.id_number.expose());
    sqlx::query!(
        "insert into open_case_of_person (person_index, case_id) values ($1, $2)",
        index.as_slice(),
        case.id.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets go of the person when the case is over.
pub async fn release(tx: &mut PgConnection, case_id: &CaseId) -> Result<(), Error> {
    sqlx::query!("delete from open_case_of_person where case_id = $1", case_id.as_str()).execute(tx).await?;
    Ok(())
}
