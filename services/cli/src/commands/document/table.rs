//! How documents look in tables.

use codes::Lang;
use proto::document::v1::Document;

use crate::answer::{Column, column, wide};
use crate::{moment, wording};

pub(super) const DOCUMENT: &str = "bianzhi.document.v1.Document";

pub(super) const COLUMNS: [Column; 9] = [
    column("doc_no", "文号", "number"),
    column("type", "文书", "paper"),
    column("state", "状态", "state"),
    column("issue_date", "签发日期", "issued"),
    column("unit_id", "单位", "unit"),
    column("case_id", "办件编号", "case"),
    wide("id", "编号", "id"),
    wide("content_sm3", "内容SM3", "content SM3"),
    wide("qr_payload", "二维码", "QR"),
];

pub(super) fn row(document: &Document, lang: Lang) -> Vec<String> {
    vec![
        document.doc_no.clone(),
        wording::document_type(document.r#type()).in_lang(lang).to_owned(),
        wording::document_state(document.state()).in_lang(lang).to_owned(),
        moment::day(document.issue_date.as_ref()),
        document.unit_id.clone(),
        document.case_id.clone(),
        document.id.clone(),
        document.content_sm3.clone(),
        document.qr_payload.clone(),
    ]
}
