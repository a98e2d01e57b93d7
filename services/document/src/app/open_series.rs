//! Opens a number series once, with an explained row.

use command::Claim;

use super::{App, Error};
use crate::{domain::Opening, store::series};

/// Opens a series of numbers for a year.
#[derive(Debug)]
pub struct OpenSeries {
    pub request: command::Request,
    pub opening: Opening,
    /// The operator who explains it.
    pub operator_id: String,
}

impl App {
    /// Enters the explained row from which the numbers go on; the number that the next paper will get.
    ///
    /// # Errors
    /// Field defects, or a series that is open already.
    pub async fn open_series(&self, command: OpenSeries) -> Result<String, Error> {
        let OpenSeries { request, opening, operator_id } = command;
        opening.check()?;

        let mut tx = db::begin(&self.pool).await?;
        let now = self.system_clock.now();
        if let Claim::Answered(next) = command::claim::<String>(&mut tx, &request, now).await? {
            return Ok(next);
        }
        series::open(&mut tx, &opening, &operator_id, self.clock.now()).await.map_err(|error| {
            if error.violates("series_pkey") || error.violates("series_prefix_key") {
                Error::SeriesAlreadyOpen(opening.year)
            } else {
                error.into()
            }
        })?;
        let next = opening.next().to_string();
        command::answer(&mut tx, &request.principal_id, request.id, &next, now).await?;
        db::commit(tx).await?;
        Ok(next)
    }
}
