//! Shows a review with the form that is looked at.

use policy::{Kind, Principal};

use super::{App, Error};
use crate::domain::{Department, Form, Review};
use crate::store::reviews;

impl App {
    /// A review with the form as the caller may see it. A review that is not the caller's business does not
    /// exist for it.
    pub async fn get_review(
        &self,
        caller: &Principal,
        case_id: &str,
        case_version: Option<i32>,
    ) -> Result<(Review, Form), Error> {
        let mut tx = db::begin(&self.pool).await?;
        let review = reviews::of_case(&mut tx, case_id, case_version)
            .await?
            .filter(|review| may_see(caller, review))
            .ok_or_else(|| Error::ReviewNotFound(case_id.to_owned()))?;
        let form = reviews::form(&mut tx, &self.vault, review.id).await?;
        let form = if sees_full_id(caller, &review) { form } else { form.masked() };
        Ok((review, form))
    }
}

/// The mesh, the deciding office and the departments asked.
fn may_see(caller: &Principal, review: &Review) -> bool {
    match caller.kind {
        Kind::Mesh => true,
        Kind::Unit | Kind::Partner => {
            let asked = review
                .opinions
                .iter()
                .any(|branch| caller.unit_id.as_deref() == Some(branch.unit_id.as_str()));
            asked || (caller.is_of("staffing_office") && same_area(caller, &review.area_code))
        }
    }
}

/// The caller's own area, or a county of its city: a prefecture's code ends in `00` (GB/T 2260).
pub(super) fn same_area(caller: &Principal, area_code: &str) -> bool {
    let Some(unit) = &caller.unit else { return false };
    area_code.starts_with(area_prefix(&unit.area_code))
}

/// What the area codes that a unit is responsible for begin with.
pub(super) fn area_prefix(area_code: &str) -> &str {
    area_code.strip_suffix("00").unwrap_or(area_code)
}

fn sees_full_id(caller: &Principal, review: &Review) -> bool {
    review.opinions.iter().any(|branch| {
        branch.department == Department::HrBureau
            && caller.unit_id.as_deref() == Some(branch.unit_id.as_str())
    })
}
