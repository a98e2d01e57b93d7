//! What partners' systems send. A message that can't be taken is refused and recorded; the stream goes on.

use kernel::actor::Actor;
use kernel::error::{Coded, Kind};
use messaging::inbox::{Incoming, Refusal};

use crate::app::{App, GiveOpinion, Giver, RefusedMessage};
use crate::partner;

pub(super) async fn take(
    app: &App,
    fact: &Incoming,
    partner_id: &str,
    data: &serde_json::Value,
) -> Result<(), Refusal> {
    let signature = fact.extensions.get("signature").map_or("", String::as_str);
    let outcome = match fact.event_type.as_str() {
        "cn.bianzhi.receipt.given.v1" => receipt(app, fact, partner_id, signature, data).await?,
        "cn.bianzhi.opinion.given.v1" => opinion(app, fact, partner_id, signature, data).await?,
        _ => Err("FIELD_INVALID".to_owned()),
    };
    let Err(reason) = outcome else { return Ok(()) };
    let refused = RefusedMessage {
        event: &fact.id,
        partner_id,
        signer: partner::signer_thumbprint(signature).unwrap_or_default(),
        record: &fact.record,
        event_type: &fact.event_type,
        reason: &reason,
    };
    Ok(app.refuse_message(&refused).await?)
}

/// The inner error is the reason of a refusal.
async fn receipt(
    app: &App,
    fact: &Incoming,
    partner_id: &str,
    signature: &str,
    data: &serde_json::Value,
) -> Result<Result<(), String>, Refusal> {
    let Ok(receipt) = partner::receipt(&fact.id.id, signature, data) else {
        return Ok(Err("FIELD_INVALID".to_owned()));
    };
    let known = app.note_receipt(&fact.id, partner_id, &receipt).await?;
    Ok(if known { Ok(()) } else { Err("DELIVERY_NOT_FOUND".to_owned()) })
}

async fn opinion(
    app: &App,
    fact: &Incoming,
    partner_id: &str,
    signature: &str,
    data: &serde_json::Value,
) -> Result<Result<(), String>, Refusal> {
    let Ok((message, verdict)) = partner::opinion(data) else {
        return Ok(Err("FIELD_INVALID".to_owned()));
    };
    let Some((unit_id, department)) = app.partner_department(partner_id) else {
        return Ok(Err("UNKNOWN_PRINCIPAL".to_owned()));
    };
    let command = GiveOpinion {
        giver: Giver::System(fact.id.clone()),
        departments: vec![department],
        unit_id: unit_id.clone(),
        case_id: message.case_id,
        case_version: message.case_version,
        verdict,
        reason: message.reason,
        seen_hash: message.seen_hash,
        actor: Actor {
            operator_id: partner_id.to_owned(),
            unit_id,
            certificate_serial: partner::signer_thumbprint(signature).unwrap_or_default(),
        },
    };
    match app.give_opinion(command).await {
        Ok(_) => Ok(Ok(())),
        Err(error) => match error.kind() {
            Kind::NotFound | Kind::Precondition | Kind::Invalid => Ok(Err(error.reason().to_owned())),
            _ => Err(error.into()),
        },
    }
}
