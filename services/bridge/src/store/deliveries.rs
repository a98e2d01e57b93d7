//! Messages in partners' fact streams, and their receipts.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;
use vault::{Place, Vault};

use super::{Error, facts, reviews::next_sequence};
use crate::domain::{Delivery, DeliveryState, Outgoing, Receipt};

/// Puts a message into a partner's fact stream and begins to follow it; its place in the stream.
pub async fn send(tx: &mut PgConnection, vault: &Vault, outgoing: &Outgoing) -> Result<i64, Error> {
    let told = &outgoing.told;
    let topic = messaging::topics::partner_facts(&told.partner_id);
    let sequence = next_sequence(tx, topic.as_str()).await?;
    let event_id = outgoing.event_id.to_string();
    let place = Place { table: "delivery", column: "body", row: &event_id };
    let body = vault.seal(place, told.data.to_string().as_bytes())?;
    sqlx::query!(
        "insert into delivery (event_id, partner_id, area_code, sequence, case_id, event_type, body, state, sent_at,
                               trace_id)
         values ($1, $2, $3, $4, $5, $6, $7, 'SENT', $8, $9)",
        outgoing.event_id,
        told.partner_id,
        outgoing.area_code,
        sequence,
        outgoing.case_id,
        told.event_type,
        body,
        outgoing.told_at,
        trace_id(outgoing.traceparent.as_deref()),
    )
    .execute(&mut *tx)
    .await?;
    facts::tell_partner(tx, topic, sequence, outgoing).await?;
    Ok(sequence)
}

/// Locks a partner's delivery until the transaction ends.
pub async fn lock(
    tx: &mut PgConnection,
    partner_id: &str,
    event_id: Uuid,
) -> Result<Option<Delivery>, Error> {
    let row = sqlx::query_as!(
        Row,
        "select event_id, partner_id, area_code, sequence, case_id, event_type, state, sent_at, applied_at,
                partner_record, problem, trace_id
         from delivery where event_id = $1 and partner_id = $2 for update",
        event_id,
        partner_id,
    )
    .fetch_optional(tx)
    .await?;
    row.map(Row::delivery).transpose()
}

/// Saves a receipt and how far it brought the delivery; tells it when the partner has applied.
pub async fn record_receipt(
    tx: &mut PgConnection,
    before: DeliveryState,
    delivery: &Delivery,
    receipt: &Receipt,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into receipt (partner_id, receipt_id, event_id, kind, received_at)
         values ($1, $2, $3, $4, $5)",
        delivery.partner_id,
        receipt.id,
        delivery.event_id,
        receipt.kind.as_str(),
        now,
    )
    .execute(&mut *tx)
    .await?;
    if delivery.state == before {
        return Ok(());
    }
    let done = sqlx::query!(
        "update delivery set state = $2, applied_at = $3, partner_record = $4 where event_id = $1",
        delivery.event_id,
        state_text(delivery.state),
        delivery.applied_at,
        delivery.partner_record,
    )
    .execute(&mut *tx)
    .await?;
    db::expect_rows(1, done.rows_affected())?;
    if delivery.state == DeliveryState::Applied {
        facts::delivery_applied(tx, delivery, now).await?;
    }
    Ok(())
}

/// Which deliveries are asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only this case's.
    pub case_id: Option<String>,
    /// Only these partners'.
    pub partner_ids: Option<Vec<String>>,
    /// Only partners whose area code begins so.
    pub area_prefix: Option<String>,
    /// Only parked ones.
    pub parked: bool,
}

/// Deliveries by filter, newest first: by time, then event id, after the position `before`.
pub async fn list(
    tx: &mut PgConnection,
    filter: &Filter,
    before: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> Result<Vec<Delivery>, Error> {
    let (before_at, before_id) = before.unzip();
    let rows = sqlx::query_as!(
        Row,
        "select event_id, partner_id, area_code, sequence, case_id, event_type, state, sent_at, applied_at,
                partner_record, problem, trace_id
         from delivery
         where ($1::text is null or case_id = $1)
           and ($2::text[] is null or partner_id = any($2))
           and ($3::text is null or starts_with(area_code, $3))
           and (not $4 or state = 'PARKED')
           and ($5::timestamptz is null or (sent_at, event_id) < ($5, $6::uuid))
         order by sent_at desc, event_id desc limit $7",
        filter.case_id,
        filter.partner_ids.as_deref(),
        filter.area_prefix,
        filter.parked,
        before_at,
        before_id,
        limit,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::delivery).collect()
}

struct Row {
    event_id: Uuid,
    partner_id: String,
    area_code: String,
    sequence: i64,
    case_id: String,
    event_type: String,
    state: String,
    sent_at: OffsetDateTime,
    applied_at: Option<OffsetDateTime>,
    partner_record: String,
    problem: String,
    trace_id: String,
}

impl Row {
    fn delivery(self) -> Result<Delivery, Error> {
        Ok(Delivery {
            event_id: self.event_id,
            partner_id: self.partner_id,
            area_code: self.area_code,
            sequence: self.sequence,
            case_id: self.case_id,
            event_type: self.event_type,
            state: state(&self.state)?,
            sent_at: self.sent_at,
            applied_at: self.applied_at,
            partner_record: self.partner_record,
            problem: self.problem,
            trace_id: self.trace_id,
        })
    }
}

/// The trace id of a W3C `traceparent`.
fn trace_id(traceparent: Option<&str>) -> &str {
    traceparent.and_then(|text| text.split('-').nth(1)).unwrap_or_default()
}

fn state_text(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Sent => "SENT",
        DeliveryState::Received => "RECEIVED",
        DeliveryState::Validated => "VALIDATED",
        DeliveryState::Parked => "PARKED",
        DeliveryState::Applied => "APPLIED",
    }
}

fn state(text: &str) -> Result<DeliveryState, Error> {
    match text {
        "SENT" => Ok(DeliveryState::Sent),
        "RECEIVED" => Ok(DeliveryState::Received),
        "VALIDATED" => Ok(DeliveryState::Validated),
        "PARKED" => Ok(DeliveryState::Parked),
        "APPLIED" => Ok(DeliveryState::Applied),
        _ => Err(Error::unreadable("delivery", "state")),
    }
}
