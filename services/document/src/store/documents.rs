//! Documents: written once, read often.

use kernel::actor::Actor;
use messaging::outbox;
use sqlx::{PgConnection, types::Json};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::facts;
use crate::domain::{DocNo, Document, DocumentId, DocumentState, PaperCopy, PaperKind};

/// A document as it is issued: the archive's words, and what only the archive needs of the seal.
#[derive(Debug)]
pub struct Issued<'a> {
    pub document: &'a Document,
    pub number: &'a DocNo,
    pub content_sm3: &'a [u8; 32],
    pub signature: &'a [u8],
    pub key_id: &'a str,
    pub doc_key: &'a [u8],
    pub approved_by: &'a Actor,
    pub issued_at: OffsetDateTime,
    /// Until when the caller's own task has time to render; system time.
    pub render_from: OffsetDateTime,
}

/// Records an issue: document, number, copies to be rendered and the fact, or nothing.
pub async fn record(tx: &mut PgConnection, issued: &Issued<'_>) -> Result<(), db::Error> {
    let document = issued.document;
    sqlx::query!(
        "insert into document (document_id, doc_no, jurisdiction_id, kind, year, serial, case_id, unit_id, \
             department_id, canonical_json, content_sm3, signature, key_id, doc_key, qr_payload, issued_on, \
             issued_at, approved_by, state) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        document.id.as_uuid(),
        document.doc_no,
        document.jurisdiction_id,
        document.kind.code(),
        issued.number.year,
        issued.number.serial,
        document.case_id,
        document.unit_id,
        document.department_id,
        document.canonical,
        issued.content_sm3.as_slice(),
        issued.signature,
        issued.key_id,
        issued.doc_key,
        document.qr,
        document.issued_on,
        issued.issued_at,
        Json(issued.approved_by) as _,
        document.state.code(),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into number (jurisdiction_id, kind, year, serial, document_id) values ($1, $2, $3, $4, $5)",
        document.jurisdiction_id,
        document.kind.code(),
        issued.number.year,
        issued.number.serial,
        document.id.as_uuid(),
    )
    .execute(&mut *tx)
    .await?;
    for copy in PaperCopy::of_kind(document.kind) {
        sqlx::query!(
            "insert into rendering (document_id, copy, due_at) values ($1, $2, $3)",
            document.id.as_uuid(),
            copy.code(),
            issued.render_from,
        )
        .execute(&mut *tx)
        .await?;
    }
    outbox::append(tx, &facts::issued(document, issued.issued_at)).await
}

/// The documents of these ids, in their order.
pub async fn of_ids(connection: &mut PgConnection, ids: &[DocumentId]) -> Result<Vec<Document>, db::Error> {
    let uuids: Vec<Uuid> = ids.iter().map(DocumentId::as_uuid).collect();
    let rows = sqlx::query_as!(
        Row,
        "select document_id, doc_no, kind, state, state_since, case_id, unit_id, department_id, \
                jurisdiction_id, issued_on, canonical_json, content_sm3, qr_payload, \
                not exists (select from rendering r where r.document_id = d.document_id and rendered_at is null) \
                    as \"rendered!\" \
         from document d where document_id = any($1) order by array_position($1, document_id)",
        &uuids,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::document).collect()
}

/// The document of this id or number.
pub async fn find(connection: &mut PgConnection, name: &str) -> Result<Option<Document>, db::Error> {
    let id: Option<Uuid> = name.parse().ok();
    let row = sqlx::query_as!(
        Row,
        "select document_id, doc_no, kind, state, state_since, case_id, unit_id, department_id, \
                jurisdiction_id, issued_on, canonical_json, content_sm3, qr_payload, \
                not exists (select from rendering r where r.document_id = d.document_id and rendered_at is null) \
                    as \"rendered!\" \
         from document d where document_id = $1 or doc_no = $2",
        id,
        name,
    )
    .fetch_optional(connection)
    .await?;
    row.map(Row::document).transpose()
}

/// The document whose code is exactly this text.
pub async fn of_code(
    connection: &mut PgConnection,
    qr: &str,
    doc_key: &[u8],
) -> Result<Option<Document>, db::Error> {
    let row = sqlx::query_as!(
        Row,
        "select document_id, doc_no, kind, state, state_since, case_id, unit_id, department_id, \
                jurisdiction_id, issued_on, canonical_json, content_sm3, qr_payload, \
                not exists (select from rendering r where r.document_id = d.document_id and rendered_at is null) \
                    as \"rendered!\" \
         from document d where doc_key = $1 and qr_payload = $2",
        doc_key,
        qr,
    )
    .fetch_optional(connection)
    .await?;
    row.map(Row::document).transpose()
}

/// Which documents a list shows: those of the caller's unit or department, those of its jurisdiction as far
/// as the kinds go, or all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Everything: another house.
    pub all: bool,
    pub unit_id: Option<String>,
    pub jurisdiction_id: Option<String>,
    /// Kinds shown of the jurisdiction.
    pub kinds: Vec<PaperKind>,
    pub case_id: Option<String>,
}

/// A page of documents, newest first, from after `last`.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    last: Option<DocumentId>,
    limit: i64,
) -> Result<Vec<Document>, db::Error> {
    let kinds: Vec<String> = filter.kinds.iter().map(|kind| kind.code().to_owned()).collect();
    let rows = sqlx::query_as!(
        Row,
        "select document_id, doc_no, kind, state, state_since, case_id, unit_id, department_id, \
                jurisdiction_id, issued_on, canonical_json, content_sm3, qr_payload, \
                not exists (select from rendering r where r.document_id = d.document_id and rendered_at is null) \
                    as \"rendered!\" \
         from document d \
         where ($1 or unit_id = $2 or department_id = $2 or (jurisdiction_id = $3 and kind = any($4))) \
           and ($5::text is null or case_id = $5) and ($6::uuid is null or document_id < $6) \
         order by document_id desc limit $7",
        filter.all,
        filter.unit_id,
        filter.jurisdiction_id,
        &kinds,
        filter.case_id,
        last.map(|id| id.as_uuid()),
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::document).collect()
}

struct Row {
    document_id: Uuid,
    doc_no: String,
    kind: String,
    state: String,
    state_since: Option<OffsetDateTime>,
    case_id: String,
    unit_id: String,
    department_id: String,
    jurisdiction_id: String,
    issued_on: Date,
    canonical_json: String,
    content_sm3: Vec<u8>,
    qr_payload: String,
    rendered: bool,
}

impl Row {
    fn document(self) -> Result<Document, db::Error> {
        let inconsistent = |what| db::Error::Inconsistent { table: "document", what };
        Ok(Document {
            id: DocumentId::from_uuid(self.document_id),
            doc_no: self.doc_no,
            kind: PaperKind::of(&self.kind).ok_or_else(|| inconsistent("unknown kind"))?,
            state: DocumentState::of(&self.state).ok_or_else(|| inconsistent("unknown state"))?,
            state_since: self.state_since,
            case_id: self.case_id,
            unit_id: self.unit_id,
            department_id: self.department_id,
            jurisdiction_id: self.jurisdiction_id,
            issued_on: self.issued_on,
            canonical: self.canonical_json,
            content_sm3: self.content_sm3.iter().map(|byte| format!("{byte:02x}")).collect(),
            qr: self.qr_payload,
            rendered: self.rendered,
        })
    }
}
