//! Which cases a caller may see and asks for, newest first.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;

/// Whose cases: every part that is set adds some.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Cases of this unit, and those that it submits as a department.
    pub unit_id: Option<String>,
    /// Cases that this jurisdiction's office decides.
    pub office_of: Option<String>,
    /// Cases of this jurisdiction on which these departments are asked.
    pub reviewer_in: Option<String>,
    /// `org_dept`, `hr_bureau`.
    pub departments: Vec<String>,
    /// Desks of the office that the caller holds.
    pub desks: Vec<String>,
}

/// Which of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<String>,
    /// Only this item.
    pub item: Option<String>,
    /// Only those that the caller's own desk or unit holds.
    pub mine: bool,
}

/// Position in the list: cases drafted before this, by time and number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// When it was drafted.
    pub created_at: OffsetDateTime,
    /// Its number.
    pub case_id: String,
}

/// The next case numbers, newest first.
pub async fn page(
    connection: &mut PgConnection,
    scope: &Scope,
    filter: &Filter,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<Position>, Error> {
    let found = sqlx::query_file_as!(
        Position,
        "queries/list_cases.sql",
        scope.unit_id,
        scope.office_of,
        scope.reviewer_in,
        &scope.departments,
        &scope.desks,
        filter.state,
        filter.item,
        filter.mine,
        after.map(|position| position.created_at),
        after.map(|position| position.case_id.as_str()),
        limit,
    )
    .fetch_all(connection)
    .await?;
    Ok(found)
}
