//! What partners' systems send. A message that can't be taken is refused and recorded; the stream goes on.

use kernel::actor::Actor;
use kernel::error::{Coded, Kind};
use messaging::inbox::{Incoming, Refusal};

use crate::app::{App, Error, GiveOpinion, Giver, RefusedRecord};
use crate::domain::{MessageRefused, ProvedMessage};
use crate::partner::{self, Signed};

pub(super) async fn take(app: &App, fact: &Incoming, partner_id: &str) -> Result<(), Refusal> {
    let signed = Signed::read(&fact.record);
    let (proved, outcome) = match prove(app, fact, partner_id, signed.as_ref()).await {
        Ok((message, signed)) => {
            let outcome = act(app, &message, signed).await;
            (Some(message), outcome)
        }
        Err(error) => (None, Err(error)),
    };
    let Err(error) = outcome else { return Ok(()) };
    if !is_final(&error) {
        return Err(error.into());
    }
    let refused = RefusedRecord {
        topic: fact.id.topic.as_str(),
        partner_id,
        offset: fact.offset,
        record: &fact.record,
        event_id: &fact.id.id,
        event_type: &fact.event_type,
        thumbprint: signed.as_ref().ok().map(|signed| signed.thumbprint.as_slice()),
        reason: error.reason(),
        proved: proved.as_ref(),
    };
    Ok(app.refuse_message(&refused).await?)
}

/// Whether the message will never be taken as it is; if not, the world is not ready or the failure is ours.
fn is_final(error: &Error) -> bool {
    match error.kind() {
        Kind::Invalid
        | Kind::Unauthenticated
        | Kind::Forbidden
        | Kind::NotFound
        | Kind::AlreadyExists
        | Kind::Precondition => true,
        Kind::Conflict | Kind::Exhausted | Kind::Unavailable | Kind::Internal => false,
    }
}

/// Whose message it is, proved by its signature.
async fn prove<'a>(
    app: &App,
    fact: &Incoming,
    partner_id: &str,
    signed: Result<&'a Signed, &MessageRefused>,
) -> Result<(ProvedMessage, &'a Signed), Error> {
    let signed = signed.map_err(|refused| *refused)?;
    let signer = app.authenticate(partner_id, signed).await?;
    let message = ProvedMessage {
        partner_id: partner_id.to_owned(),
        topic: fact.id.topic.to_string(),
        event_id: signed.id.clone(),
        offset: fact.offset,
        digest: signed.digest,
        signer_serial: signer.serial,
        record: fact.record.clone(),
    };
    Ok((message, signed))
}

/// Does what the message says: what was signed, whatever else the record may say.
async fn act(app: &App, message: &ProvedMessage, signed: &Signed) -> Result<(), Error> {
    match (message.stream(), signed.event_type.as_str()) {
        ("receipt", "cn.bianzhi.receipt.given.v1") => {
            let receipt = partner::receipt(&signed.id, &signed.data)?;
            app.note_receipt(message, &receipt).await
        }
        ("opinion", "cn.bianzhi.opinion.given.v1") => give_opinion(app, message, signed).await,
        _ => Err(MessageRefused::Unreadable("type").into()),
    }
}

async fn give_opinion(app: &App, message: &ProvedMessage, signed: &Signed) -> Result<(), Error> {
    let (opinion, verdict) = partner::opinion(&signed.data)?;
    let (unit_id, department) =
        app.partner_department(&message.partner_id).ok_or(MessageRefused::PartnerUnknown)?;
    let command = GiveOpinion {
        giver: Giver::System(message.clone()),
        departments: vec![department],
        unit_id: unit_id.clone(),
        case_id: opinion.case_id,
        case_version: opinion.case_version,
        verdict,
        reason: opinion.reason,
        seen_hash: opinion.seen_hash,
        actor: Actor {
            operator_id: message.partner_id.clone(),
            unit_id,
            certificate_serial: message.signer_serial.clone(),
        },
    };
    app.give_opinion(command).await?;
    Ok(())
}
