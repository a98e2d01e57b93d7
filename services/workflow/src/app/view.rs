//! A case as it is shown: with its checklist and what its clock reads.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::people::{Sight, sight};
use super::{App, Error};
use crate::domain::{Case, ChecklistLine, Material, Published, checklist};
use crate::store::{definitions, materials};

/// A case with its materials at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The case.
    pub case: Case,
    /// What was uploaded.
    pub materials: Vec<Material>,
}

/// A case as one caller sees it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// The case and its materials.
    pub snapshot: Snapshot,
    /// The definition that it is pinned to.
    pub published: Published,
    /// What the clock reads; none before its start.
    pub clock: Option<calendar::Reading>,
    /// Whether the person's citizen ID is shown.
    pub shows_person: bool,
}

impl CaseView {
    /// The materials checklist.
    pub fn checklist(&self) -> Vec<ChecklistLine<'_>> {
        checklist(&self.published.definition, &self.snapshot.materials)
    }
}

impl App {
    /// The case with its materials as they are now.
    pub(super) async fn snapshot(connection: &mut PgConnection, case: Case) -> Result<Snapshot, Error> {
        let materials = materials::of_case(connection, &case.id).await?;
        Ok(Snapshot { case, materials })
    }

    /// What a caller sees of a snapshot.
    ///
    /// # Errors
    /// [`Error::CaseNotFound`] when it is not the caller's to see.
    pub async fn view(&self, caller: &policy::Principal, snapshot: Snapshot) -> Result<CaseView, Error> {
        let case = &snapshot.case;
        let sight = sight(caller, case).ok_or_else(|| Error::CaseNotFound(case.id.to_string()))?;
        let mut connection = self.connection().await?;
        let published = Self::definition_of(&mut connection, case).await?;
        // A deadline beyond the calendar shows no clock rather than no case.
        let clock = case.clock.read(&self.0.calendar).ok().flatten();
        Ok(CaseView { snapshot, published, clock, shows_person: sight == Sight::Whole })
    }

    pub(super) async fn connection(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>, Error> {
        Ok(self.0.pool.acquire().await.map_err(db::Error::from)?)
    }

    /// The definition that a case is pinned to.
    pub(super) async fn definition_of(
        connection: &mut PgConnection,
        case: &Case,
    ) -> Result<Published, Error> {
        let found = definitions::published(connection, case.item, Some(case.definition_version)).await?;
        found.ok_or_else(|| {
            let what = "a case is pinned to a definition that is not there";
            db::Error::Inconsistent { table: "definition", what }.into()
        })
    }
}
