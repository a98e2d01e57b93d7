//! Publishing a version of an item definition.

use super::{App, Call, Error, Publication};
use crate::definition;
use crate::store::definitions;

impl App {
    /// Publishes the next version; the same content again is no new one.
    ///
    /// # Errors
    /// DEFINITION_INVALID with every defect.
    #[tracing::instrument(skip_all)]
    pub async fn publish_definition(&self, call: Call, yaml: String) -> Result<Publication, Error> {
        let definition = definition::read(&yaml).map_err(Error::DefinitionInvalid)?;
        let sm3 = seal::Digest::of(&yaml).to_string();
        let mut tx = self.begin().await?;
        let current = definitions::lock_current(&mut tx, definition.item).await?;
        let system_now = self.0.system_clock.now();
        if let command::Claim::Answered(answer) =
            command::claim::<Publication>(&mut tx, &call.request, system_now).await?
        {
            return Ok(answer);
        }
        let publication = match current {
            Some(current) if current.sm3 == sm3 => current,
            current => {
                let publication = Publication {
                    item: definition.item.code().to_owned(),
                    version: current.map_or(1, |current| current.version + 1),
                    yaml,
                    sm3,
                    published_at: self.now(),
                };
                let publisher = call.actor()?.operator_id;
                definitions::insert(&mut tx, &publication, &definition, &publisher).await?;
                publication
            }
        };
        let (principal_id, request_id) = (&call.request.principal_id, call.request.id);
        command::answer(&mut tx, principal_id, request_id, &publication, system_now).await?;
        db::commit(tx).await?;
        Ok(publication)
    }
}
