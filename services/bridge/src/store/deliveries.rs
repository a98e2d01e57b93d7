//! Messages in partners' fact streams, and their receipts.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Error, facts};
use crate::domain::{Delivery, DeliveryState, Receipt, ReceiptKind};

/// Locks a delivery until the transaction ends.
pub async fn lock(tx: &mut PgConnection, event_id: Uuid) -> Result<Option<Delivery>, Error> {
    let row = sqlx::query_as!(
        Row,
        "select event_id, partner_id, area_code, key, sequence, attempt, case_id, event_type, state, sent_at,
                applied_at, partner_record, problem, trace_id,
                (select coalesce(array_agg(receipt.kind order by received_at, receipt_id), '{}') from receipt
                 where receipt.event_id = delivery.event_id) as \"receipts!\"
         from delivery where event_id = $1 for update",
        event_id,
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
    save(tx, delivery).await?;
    if delivery.state == DeliveryState::Applied {
        facts::delivery_applied(tx, delivery, now).await?;
    }
    Ok(())
}

/// Saves where a delivery is now.
pub(super) async fn save(tx: &mut PgConnection, delivery: &Delivery) -> Result<(), Error> {
    let done = sqlx::query!(
        "update delivery
         set state = $2, applied_at = $3, partner_record = $4, problem = $5, attempt = $6, sequence = $7
         where event_id = $1",
        delivery.event_id,
        state_text(delivery.state),
        delivery.applied_at,
        delivery.partner_record,
        delivery.problem,
        delivery.attempt,
        delivery.sequence,
    )
    .execute(tx)
    .await?;
    db::expect_rows(1, done.rows_affected())?;
    Ok(())
}

/// Which deliveries are asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only this one.
    pub event_id: Option<Uuid>,
    /// Only this case's.
    pub case_id: Option<String>,
    /// Only these partners'.
    pub partner_ids: Option<Vec<String>>,
    /// Only partners whose area code begins so.
    pub area_prefix: Option<String>,
    /// Only parked ones, and those held back behind them.
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
        "select event_id, partner_id, area_code, key, sequence, attempt, case_id, event_type, state, sent_at,
                applied_at, partner_record, problem, trace_id,
                (select coalesce(array_agg(receipt.kind order by received_at, receipt_id), '{}') from receipt
                 where receipt.event_id = delivery.event_id) as \"receipts!\"
         from delivery
         where ($1::text is null or case_id = $1)
           and ($2::text[] is null or partner_id = any($2))
           and ($3::text is null or starts_with(area_code, $3))
           and (not $4 or state in ('PARKED', 'WAITING'))
           and ($5::timestamptz is null or (sent_at, event_id) < ($5, $6::uuid))
           and ($7::uuid is null or event_id = $7)
         order by sent_at desc, event_id desc limit $8",
        filter.case_id,
        filter.partner_ids.as_deref(),
        filter.area_prefix,
        filter.parked,
        before_at,
        before_id,
        filter.event_id,
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
    key: String,
    sequence: Option<i64>,
    attempt: i32,
    case_id: String,
    event_type: String,
    state: String,
    sent_at: OffsetDateTime,
    applied_at: Option<OffsetDateTime>,
    partner_record: String,
    problem: String,
    trace_id: String,
    receipts: Vec<String>,
}

impl Row {
    fn delivery(self) -> Result<Delivery, Error> {
        Ok(Delivery {
            event_id: self.event_id,
            partner_id: self.partner_id,
            area_code: self.area_code,
            key: self.key,
            sequence: self.sequence,
            attempt: self.attempt,
            case_id: self.case_id,
            event_type: self.event_type,
            state: state(&self.state)?,
            sent_at: self.sent_at,
            applied_at: self.applied_at,
            partner_record: self.partner_record,
            problem: self.problem,
            trace_id: self.trace_id,
            receipts: self.receipts.iter().filter_map(|kind| ReceiptKind::of(kind)).collect(),
        })
    }
}

pub(super) fn state_text(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "WAITING",
        DeliveryState::Sent => "SENT",
        DeliveryState::Received => "RECEIVED",
        DeliveryState::Validated => "VALIDATED",
        DeliveryState::Parked => "PARKED",
        DeliveryState::Applied => "APPLIED",
    }
}

fn state(text: &str) -> Result<DeliveryState, Error> {
    match text {
        "WAITING" => Ok(DeliveryState::Waiting),
        "SENT" => Ok(DeliveryState::Sent),
        "RECEIVED" => Ok(DeliveryState::Received),
        "VALIDATED" => Ok(DeliveryState::Validated),
        "PARKED" => Ok(DeliveryState::Parked),
        "APPLIED" => Ok(DeliveryState::Applied),
        _ => Err(Error::unreadable("delivery", "state")),
    }
}
