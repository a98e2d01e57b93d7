//! Shows and finds persons; each look is recorded with its purpose.

use codes::CitizenId;

use super::{App, Error};
use crate::domain::ids::{InstitutionId, PersonId};
use crate::domain::person::Person;
use crate::domain::visibility::Scope;
use crate::store::access::{self, Look};
use crate::store::persons::{self, After, Criteria};
use crate::store::view;

/// Who looks at persons, what for, and what he or she may see.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who and what for; recorded.
    pub look: Look,
    /// Whose seats.
    pub scope: Scope,
}

/// Somebody looks for persons; every part that is given must hold.
#[derive(Debug, Clone)]
pub struct SearchPersons {
    /// By citizen ID.
    pub id_number: Option<CitizenId>,
    /// By exact name.
    pub name: Option<String>,
    /// Among those of an institution.
    pub institution_id: Option<InstitutionId>,
    /// After this one.
    pub after: Option<After>,
    /// At most so many.
    pub limit: i64,
}

impl App {
    /// One person. The look is recorded before the answer leaves.
    ///
    /// # Errors
    /// [`Error::PersonNotFound`] when there is none, or none with a seat that the asker may see.
    pub async fn get_person(&self, id: PersonId, asker: &Asker) -> Result<Person, Error> {
        let mut tx = self.begin().await?;
        let view = view::of(&mut tx, &asker.scope, self.today()).await?;
        let person = persons::find(&mut tx, &self.vault, id, &view).await?;
        let seen: Vec<PersonId> = person.iter().map(|person| person.id).collect();
        access::record(&mut tx, &asker.look, &seen, self.business_clock.now()).await?;
        db::commit(tx).await?;
        person.ok_or(Error::PersonNotFound)
    }

    /// Persons by citizen ID, name or institution, by name. Every one shown is recorded.
    ///
    /// # Errors
    /// Only when the database or the keys say so.
    pub async fn search_persons(&self, query: &SearchPersons, asker: &Asker) -> Result<Vec<Person>, Error> {
        let criteria = Criteria {
            id_number_index: query.id_number.as_ref().map(|number| persons::index(&self.vault, number)),
            name: query.name.clone(),
            institution_id: query.institution_id.clone(),
        };
        let mut tx = self.begin().await?;
        let view = view::of(&mut tx, &asker.scope, self.today()).await?;
        let after = query.after.as_ref();
        let found = persons::search(&mut tx, &self.vault, &criteria, &view, after, query.limit).await?;
        let seen: Vec<PersonId> = found.iter().map(|person| person.id).collect();
        access::record(&mut tx, &asker.look, &seen, self.business_clock.now()).await?;
        db::commit(tx).await?;
        Ok(found)
    }
}
