//! Issued certificates and the log of what happened to them.
use messaging::outbox;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::facts;
use crate::domain::{BrokerAccess, Certificate, Entry, Principal, PrincipalKind, Revocation};

/// Which certificates a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this kind of principal.
    pub kind: Option<PrincipalKind>,
    /// Only of this principal, by its id in the directory.
    pub principal_id: Option<String>,
}

/// A certificate with its place in the order of issuing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Grows with each certificate.
    pub issue_no: i64,
    /// The certificate.
    pub certificate: Certificate,
}

/// Saves a certificate that was just issued, logs it and tells it. `told_at` is business time.
pub async fn record_issued(
    tx: &mut PgConnection,
    certificate: &Certificate,
    entry: &Entry,
    told_at: OffsetDateTime,
) -> Result<(), db::Error> {
    let (unit_id, generation) = match &certificate.principal {
        Principal::Service { .. } => (None, None),
        Principal::Operator { unit_id, .. } => (Some(unit_id.as_str()), None),
        Principal::Partner { generation, .. } => (None, i32::try_from(*generation).ok()),
    };
    sqlx::query!(
        "insert into certificate \
           (serial, kind, principal_id, unit_id, generation, spiffe_id, not_before, not_after, chain) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        certificate.serial,
        certificate.kind().as_str(),
        certificate.principal.id(),
        unit_id,
        generation,
        certificate.spiffe_id,
        certificate.not_before,
        certificate.not_after,
        certificate.chain,
    )
    .execute(&mut *tx)
    .await?;
    log(tx, certificate, entry, told_at).await
}

/// Saves that a certificate was revoked, logs it and tells it. `told_at` is business time.
pub async fn record_revoked(
    tx: &mut PgConnection,
    certificate: &Certificate,
    entry: &Entry,
    told_at: OffsetDateTime,
) -> Result<(), db::Error> {
    let (at, reason) = certificate.revocation.as_ref().map(|r| (r.at, r.reason.as_str())).unzip();
    let done = sqlx::query!(
        "update certificate set revoked_at = $2, revoke_reason = $3 where serial = $1 and revoked_at is null",
        certificate.serial,
        at,
        reason,
    )
    .execute(&mut *tx)
    .await?;
    db::expect_rows(1, done.rows_affected())?;
    log(tx, certificate, entry, told_at).await
}

async fn log(
    tx: &mut PgConnection,
    certificate: &Certificate,
    entry: &Entry,
    told_at: OffsetDateTime,
) -> Result<(), db::Error> {
    sqlx::query!(
        "insert into certificate_log (serial, act, acted_by, acted_at) values ($1, $2, $3, $4)",
        entry.serial,
        entry.act.as_str(),
        entry.by,
        entry.at,
    )
    .execute(&mut *tx)
    .await?;
    outbox::append(tx, &facts::certificate(certificate, entry, told_at)).await
}

/// The certificate with this serial, locked until the transaction ends.
pub async fn lock(tx: &mut PgConnection, serial: &str) -> Result<Option<Certificate>, db::Error> {
    let row = sqlx::query_as!(
        Row,
        "select issue_no, serial, kind, principal_id, unit_id, generation, spiffe_id, not_before, not_after, \
                chain, revoked_at, revoke_reason \
         from certificate where serial = $1 for update",
        serial,
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| Ok(row.read()?.certificate)).transpose()
}

/// The certificate with this serial.
pub async fn find(connection: &mut PgConnection, serial: &str) -> Result<Option<Certificate>, db::Error> {
    let row = sqlx::query_as!(
        Row,
        "select issue_no, serial, kind, principal_id, unit_id, generation, spiffe_id, not_before, not_after, \
                chain, revoked_at, revoke_reason \
         from certificate where serial = $1",
        serial,
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok(row.read()?.certificate)).transpose()
}

/// Certificates of partners' systems that have not expired at `now`, in the order of issuing.
pub async fn of_partners(
    connection: &mut PgConnection,
    now: OffsetDateTime,
) -> Result<Vec<Certificate>, db::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select issue_no, serial, kind, principal_id, unit_id, generation, spiffe_id, not_before, not_after, \
                chain, revoked_at, revoke_reason \
         from certificate where kind = 'partner' and not_after > $1 order by issue_no",
        now,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok(row.read()?.certificate)).collect()
}

/// At most `limit` certificates that the filter shows, newest first, those before the number `before`.
pub async fn page(
    connection: &mut PgConnection,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Numbered>, db::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select issue_no, serial, kind, principal_id, unit_id, generation, spiffe_id, not_before, not_after, \
                chain, revoked_at, revoke_reason \
         from certificate \
         where ($1::text is null or kind = $1) and ($2::text is null or principal_id = $2) \
           and ($3::bigint is null or issue_no < $3) \
         order by issue_no desc limit $4",
        filter.kind.map(PrincipalKind::as_str),
        filter.principal_id.as_deref(),
        before,
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Every partner's access to the broker by name, from the log of certificates.
pub async fn broker_access(connection: &mut PgConnection) -> Result<Vec<BrokerAccess>, db::Error> {
    let inconsistent = |what| db::Error::Inconsistent { table: "certificate", what };
    let rows = sqlx::query!(
        "select c.principal_id as \"principal_id!\", c.generation as \"generation!\", \
                bool_or(l.act = 'revoked') as \"is_shut_out!\" \
         from certificate c join certificate_log l on l.serial = c.serial where c.kind = 'partner' \
         group by c.principal_id, c.generation order by c.principal_id, c.generation",
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let id = row.principal_id.parse().map_err(|_| inconsistent("an id that is none"))?;
            let generation =
                u32::try_from(row.generation).map_err(|_| inconsistent("a generation below 0"))?;
            let common_name = Principal::Partner { id, generation }.common_name();
            Ok(BrokerAccess { partner_id: row.principal_id, common_name, is_shut_out: row.is_shut_out })
        })
        .collect()
}

struct Row {
    issue_no: i64,
    serial: String,
    kind: String,
    principal_id: String,
    unit_id: Option<String>,
    generation: Option<i32>,
    spiffe_id: String,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    chain: String,
    revoked_at: Option<OffsetDateTime>,
    revoke_reason: Option<String>,
}

impl Row {
    fn read(self) -> Result<Numbered, db::Error> {
        let inconsistent = |what| db::Error::Inconsistent { table: "certificate", what };
        let principal = match (self.kind.as_str(), self.unit_id, self.generation) {
            ("mesh", None, None) => Principal::service(&self.principal_id),
            ("unit", Some(unit_id), None) => match (self.principal_id.parse(), unit_id.parse()) {
                (Ok(id), Ok(unit_id)) => Some(Principal::Operator { id, unit_id }),
                _ => None,
            },
            ("partner", None, Some(generation)) => {
                match (self.principal_id.parse(), u32::try_from(generation)) {
                    (Ok(id), Ok(generation)) => Some(Principal::Partner { id, generation }),
                    _ => None,
                }
            }
            _ => None,
        };
        let revocation = match (self.revoked_at, self.revoke_reason) {
            (None, None) => None,
            (Some(at), Some(reason)) => Some(Revocation { at, reason }),
            (None, Some(_)) | (Some(_), None) => return Err(inconsistent("half revoked")),
        };
        let certificate = Certificate {
            serial: self.serial,
            principal: principal.ok_or_else(|| inconsistent("a principal that can't be"))?,
            spiffe_id: self.spiffe_id,
            not_before: self.not_before,
            not_after: self.not_after,
            chain: self.chain,
            revocation,
        };
        Ok(Numbered { issue_no: self.issue_no, certificate })
    }
}
