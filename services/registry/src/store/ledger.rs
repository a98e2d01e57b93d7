//! The ledger: transactions written, books read.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::domain::balance::Label;
use crate::domain::bucket::Bucket;
use crate::domain::ids::{CaseId, OccupancyId, PermitId};
use crate::domain::ledger::{Account, Book, Cause, Holder, Seat, Stock, Transaction};

/// The columns of postings, one array each.
#[derive(Default)]
struct Columns {
    transaction_ids: Vec<Uuid>,
    institution_ids: Vec<Option<String>>,
    jurisdiction_ids: Vec<Option<String>>,
    quota_types: Vec<&'static str>,
    fundings: Vec<Option<&'static str>>,
    kinds: Vec<&'static str>,
    holder_kinds: Vec<&'static str>,
    holder_ids: Vec<String>,
    amounts: Vec<i32>,
    dates: Vec<Date>,
}

/// Writes transactions down. The database carries them into the balances and refuses a step below nothing.
pub async fn record(
    tx: &mut PgConnection,
    transactions: &[Transaction],
    record_time: OffsetDateTime,
) -> Result<(), db::Error> {
    if transactions.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = transactions.iter().map(|transaction| transaction.id.as_uuid()).collect();
    let (kinds, causes): (Vec<_>, Vec<_>) = transactions.iter().map(|t| cause(&t.cause)).unzip();
    sqlx::query!(
        "insert into ledger_transaction (transaction_id, cause_kind, cause_id, recorded_at) \
         select *, $4 from unnest($1::uuid[], $2::text[], $3::text[])",
        &ids,
        &kinds as &[&str],
        &causes,
        record_time,
    )
    .execute(&mut *tx)
    .await?;

    let columns = Columns::of(transactions);
    let done = sqlx::query_file!(
        "queries/record_postings.sql",
        &columns.transaction_ids,
        &columns.institution_ids as &[Option<String>],
        &columns.jurisdiction_ids as &[Option<String>],
        &columns.quota_types as &[&str],
        &columns.fundings as &[Option<&str>],
        &columns.kinds as &[&str],
        &columns.holder_kinds as &[&str],
        &columns.holder_ids,
        &columns.amounts,
        &columns.dates,
    )
    .execute(tx)
    .await?;
    db::expect_rows(u64::try_from(columns.amounts.len()).unwrap_or(u64::MAX), done.rows_affected())
}

/// The book of a bucket as it was known at a record time; all that is known, if none is given.
pub async fn book(
    connection: &mut PgConnection,
    bucket_id: i64,
    bucket: Bucket,
    known_at: Option<OffsetDateTime>,
) -> Result<Book, db::Error> {
    let rows = sqlx::query!(
        r#"select p.kind, p.holder_kind, p.holder_id, p.effective_on, sum(p.amount)::integer as "amount!"
           from posting p
           join account a using (account_id)
           join ledger_transaction t using (transaction_id)
           where a.bucket_id = $1 and ($2::timestamptz is null or t.recorded_at <= $2)
           group by p.kind, p.holder_kind, p.holder_id, p.effective_on"#,
        bucket_id,
        known_at,
    )
    .fetch_all(connection)
    .await?;
    let mut postings = Vec::with_capacity(rows.len());
    for row in rows {
        postings.push((seat(&row.kind, &row.holder_kind, row.holder_id)?, row.effective_on, row.amount));
    }
    Ok(Book::of(bucket, postings))
}

/// How often something is so that must never be, by what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Violations {
    /// Steps that are not what their postings sum to, and postings without one (I33).
    pub steps: i64,
    /// Dates on which seats were made or lost (I5).
    pub sums: i64,
    /// Days on which occupied seats and persons differ (I3).
    pub seats: i64,
    /// Permits and cases whose reserved seats are not what they keep and hold (I17, I25).
    pub reserved: i64,
}

/// Counts what must never be. Reads the whole ledger.
pub async fn violations(connection: &mut PgConnection) -> Result<Violations, db::Error> {
    let row = sqlx::query_file!("queries/ledger_violations.sql").fetch_one(connection).await?;
    Ok(Violations {
        steps: row.steps + row.stepless,
        sums: row.sums,
        seats: row.seats,
        reserved: row.kept + row.held,
    })
}

/// What people call the holders of reserved seats.
pub async fn labels(
    connection: &mut PgConnection,
    holders: &[Holder],
) -> Result<BTreeMap<Holder, Label>, db::Error> {
    let (mut cases, mut permits, mut seats) = (Vec::new(), Vec::new(), Vec::new());
    for holder in holders {
        match holder {
            Holder::Case(id) => cases.push(id.to_string()),
            Holder::Permit(id) => permits.push(id.as_uuid()),
            Holder::CommittedEntry(id) => seats.push(id.as_uuid()),
        }
    }
    let rows = sqlx::query!(
        r#"select 'case' as "kind!", h.case_id as "id!", h.case_id as "number!", max(h.from_on) as "date!"
           from hold h where h.case_id = any($1) group by h.case_id
           union all
           select 'permit', permit_id::text, coalesce(doc_no, ''), valid_from_on
           from permit where permit_id = any($2)
           union all
           select 'committed_entry', occupancy_id::text, entry_case_id, from_on
           from occupancy where occupancy_id = any($3)"#,
        &cases,
        &permits,
        &seats,
    )
    .fetch_all(connection)
    .await?;
    let mut labels = BTreeMap::new();
    for row in rows {
        labels.insert(holder(&row.kind, row.id)?, Label { number: row.number, date: row.date });
    }
    Ok(labels)
}

impl Columns {
    fn of(transactions: &[Transaction]) -> Self {
        let mut columns = Self::default();
        for transaction in transactions {
            for posting in transaction.postings() {
                columns.transaction_ids.push(transaction.id.as_uuid());
                columns.amounts.push(posting.amount);
                columns.dates.push(posting.on);
                columns.account(posting.account);
            }
        }
        columns
    }

    fn account(&mut self, account: &Account) {
        let (holder_kind, holder_id) = match account {
            Account::Bucket(_, Seat::Reserved(holder)) => holder_columns(holder),
            Account::Bucket(..) | Account::Jurisdiction(..) => ("", String::new()),
        };
        self.holder_kinds.push(holder_kind);
        self.holder_ids.push(holder_id);
        match account {
            Account::Bucket(bucket, seat) => {
                self.institution_ids.push(Some(bucket.institution_id.to_string()));
                self.jurisdiction_ids.push(None);
                self.quota_types.push(bucket.quota_type.code());
                self.fundings.push(Some(bucket.funding.code()));
                self.kinds.push(seat_kind(seat));
            }
            Account::Jurisdiction(jurisdiction_id, quota_type, stock) => {
                self.institution_ids.push(None);
                self.jurisdiction_ids.push(Some(jurisdiction_id.to_string()));
                self.quota_types.push(quota_type.code());
                self.fundings.push(None);
                self.kinds.push(stock_kind(*stock));
            }
        }
    }
}

fn cause(cause: &Cause) -> (&'static str, String) {
    match cause {
        Cause::Decision(id) => ("decision", id.to_string()),
        Cause::Permit(id) => ("permit", id.to_string()),
        Cause::Case(id) => ("case", id.to_string()),
        Cause::Import(id) => ("import", id.to_string()),
    }
}

fn seat_kind(seat: &Seat) -> &'static str {
    match seat {
        Seat::Free => "free",
        Seat::Reserved(_) => "reserved",
        Seat::Occupied => "occupied",
        Seat::Withheld => "withheld",
        Seat::Allowance => "allowance",
    }
}

fn stock_kind(stock: Stock) -> &'static str {
    match stock {
        Stock::Pool => "pool",
        Stock::PoolWithheld => "pool_withheld",
        Stock::Ceiling => "ceiling",
    }
}

fn holder_columns(holder: &Holder) -> (&'static str, String) {
    match holder {
        Holder::Case(id) => ("case", id.to_string()),
        Holder::Permit(id) => ("permit", id.to_string()),
        Holder::CommittedEntry(id) => ("committed_entry", id.to_string()),
    }
}

fn seat(kind: &str, holder_kind: &str, holder_id: String) -> Result<Seat, db::Error> {
    match kind {
        "free" => Ok(Seat::Free),
        "reserved" => holder(holder_kind, holder_id).map(Seat::Reserved),
        "occupied" => Ok(Seat::Occupied),
        "withheld" => Ok(Seat::Withheld),
        "allowance" => Ok(Seat::Allowance),
        _ => Err(db::Error::Inconsistent { table: "posting", what: "kind" }),
    }
}

fn holder(kind: &str, id: String) -> Result<Holder, db::Error> {
    let inconsistent = || db::Error::Inconsistent { table: "posting", what: "holder" };
    match kind {
        "case" => Ok(Holder::Case(CaseId::new(id))),
        "permit" => id.parse::<PermitId>().map(Holder::Permit).map_err(|_| inconsistent()),
        "committed_entry" => {
            id.parse::<OccupancyId>().map(Holder::CommittedEntry).map_err(|_| inconsistent())
        }
        _ => Err(inconsistent()),
    }
}
