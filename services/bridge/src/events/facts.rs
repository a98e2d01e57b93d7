//! What the registry and workflow tell.

use messaging::inbox::{Incoming, Refusal};
use prost::Message;
use proto::moment;
use proto::registry::v1::ChangeApplied;
use proto::r#type::v1::Funding;
use proto::workflow::v1::CaseCompleted;

use crate::app::App;
use crate::domain::{Bucket, CaseCompletion, Paper, RegistryChange};

pub(super) async fn take(app: &App, fact: &Incoming, bytes: &[u8]) -> Result<(), Refusal> {
    match fact.event_type.as_str() {
        "cn.bianzhi.change.applied.v1" => {
            let told = ChangeApplied::decode(bytes).map_err(|error| Refusal::Park(error.into()))?;
            let case_id = told.case_id.clone();
            Ok(app.note_change(&fact.id, &case_id, &change(told)?).await?)
        }
        "cn.bianzhi.case.completed.v1" => {
            let told = CaseCompleted::decode(bytes).map_err(|error| Refusal::Park(error.into()))?;
            let header = told.header.ok_or_else(|| missing("header"))?;
            let completion = CaseCompletion {
                papers: told
                    .papers
                    .into_iter()
                    .map(|paper| Paper {
                        kind: paper.r#type,
                        doc_no: paper.doc_no,
                        content_sm3: paper.content_sm3,
                    })
                    .collect(),
                unit_id: header.unit_id,
                department_id: header.department_id,
            };
            Ok(app.note_completion(&fact.id, &header.case_id, &completion).await?)
        }
        _ => Ok(()),
    }
}

fn change(told: ChangeApplied) -> Result<RegistryChange, Refusal> {
    let bucket = told.bucket.ok_or_else(|| missing("bucket"))?;
    let funding = match bucket.funding() {
        Funding::Unspecified => return Err(missing("bucket.funding")),
        Funding::Full => "full",
        Funding::Partial => "partial",
        Funding::Self_ => "self",
    };
    Ok(RegistryChange {
        change_id: told.change_id,
        item: told.item,
        bucket: Bucket {
            institution_id: bucket.institution_id,
            quota_type: bucket.quota_type,
            funding: funding.to_owned(),
        },
        area_code: told.area_code,
        permit_id: told.permit_id,
        quantity: told.quantity,
        channel: told.channel,
        effective_date: told.effective_date.and_then(moment::read_date),
        valid_to: told.valid_to.and_then(moment::read_date),
        person_id: told.person_id,
        occupancy_id: told.occupancy_id,
    })
}

fn missing(field: &str) -> Refusal {
    Refusal::Park(format!("the fact says nothing about `{field}`").into())
}
