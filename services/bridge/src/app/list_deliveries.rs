//! Lists messages to partners and how far each has come.

use policy::{Kind, Principal};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{App, Error, get_review::area_prefix};
use crate::domain::Delivery;
use crate::store::deliveries::{self, Filter};

/// Which deliveries are asked for.
#[derive(Debug)]
pub struct DeliveryQuery {
    /// Only this one.
    pub event_id: Option<Uuid>,
    /// Only this case's.
    pub case_id: Option<String>,
    /// Only this partner's.
    pub partner_id: Option<String>,
    /// Only parked ones, and those held back behind them.
    pub parked: bool,
    /// Where the page before ended.
    pub before: Option<(OffsetDateTime, Uuid)>,
    /// At most this many.
    pub limit: i64,
}

impl App {
    /// Deliveries that the caller may see: the office those of its area, a department those to its own system.
    pub async fn list_deliveries(
        &self,
        caller: &Principal,
        query: &DeliveryQuery,
    ) -> Result<Vec<Delivery>, Error> {
        let mut filter = Filter {
            event_id: query.event_id,
            case_id: query.case_id.clone(),
            partner_ids: query.partner_id.clone().map(|id| vec![id]),
            area_prefix: None,
            parked: query.parked,
        };
        let is_office = caller.is_of("staffing_office");
        match (caller.kind, &caller.unit) {
            (Kind::Mesh, _) => {}
            (Kind::Unit | Kind::Partner, Some(unit)) if is_office => {
                filter.area_prefix = Some(area_prefix(&unit.area_code).to_owned());
            }
            (Kind::Unit | Kind::Partner, unit) => {
                let own = self.partners_of_unit(unit.as_ref().map_or("", |unit| &unit.id))?;
                filter.partner_ids = Some(
                    own.into_iter().filter(|id| query.partner_id.as_ref().is_none_or(|p| p == id)).collect(),
                );
            }
        }
        let mut tx = db::begin(&self.pool).await?;
        Ok(deliveries::list(&mut tx, &filter, query.before, query.limit).await?)
    }

    fn partners_of_unit(&self, unit_id: &str) -> Result<Vec<String>, Error> {
        let trust = self.trust.current().ok_or(Error::TrustUnknown)?;
        let area = trust.unit(unit_id).map_or("", |unit| &unit.area_code);
        Ok(trust
            .partners_of(area)
            .filter(|partner| partner.unit_id == unit_id)
            .map(|partner| partner.id.clone())
            .collect())
    }
}
