//! What goes over the wire, field by field.

use serde::{Deserialize, Serialize};

/// Data of `cn.bianzhi.review.asked.v1`: a department's system is asked for its opinion.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReviewRequest<'a> {
    pub(super) review_id: String,
    pub(super) case_id: &'a str,
    pub(super) case_version: i32,
    pub(super) department: &'a str,
    /// What the opinion must name as `seenHash`.
    pub(super) form_hash: &'a str,
    pub(super) due_time: String,
    pub(super) unit: Unit<'a>,
    pub(super) candidate: Candidate<'a>,
    pub(super) seat: Seat<'a>,
    pub(super) materials: Vec<Material<'a>>,
}

/// The unit concerned.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Unit<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) uscc: &'a str,
}

/// Who enters, as far as the department's purpose needs it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Candidate<'a> {
    pub(super) name: &'a str,
    /// Full for HR, masked for organization.
    pub(super) id_number: String,
    pub(super) sex: &'a str,
    pub(super) birth_date: String,
    pub(super) education: &'a str,
    pub(super) political_status: &'a str,
    pub(super) previous_unit: &'a str,
}

/// The seat asked for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Seat<'a> {
    pub(super) quota_type: &'a str,
    pub(super) funding: &'a str,
    pub(super) channel: &'a str,
    pub(super) permit: &'a str,
    pub(super) post: &'a str,
    pub(super) post_level: &'a str,
    pub(super) category: &'a str,
    pub(super) effective_date: String,
}

/// A material by its hashes; the file itself is asked for over gRPC.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Material<'a> {
    pub(super) kind: &'a str,
    pub(super) sha256: &'a str,
    pub(super) sm3: &'a str,
}

/// Data of `cn.bianzhi.permit.granted.v1`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PermitGranted<'a> {
    pub(super) case_id: &'a str,
    pub(super) change_id: &'a str,
    pub(super) unit: Unit<'a>,
    pub(super) permit_no: &'a str,
    pub(super) letter_no: &'a str,
    pub(super) quota_type: &'a str,
    pub(super) funding: &'a str,
    pub(super) channel: &'a str,
    pub(super) quantity: i32,
    pub(super) valid_from: String,
    pub(super) valid_to: String,
}

/// Data of `cn.bianzhi.entry.completed.v1`: the fields that the receiver's purpose does not grant are left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntryCompleted<'a> {
    pub(super) case_id: &'a str,
    pub(super) change_id: &'a str,
    pub(super) unit: Unit<'a>,
    /// The registry's id of the person: stable, says nothing by itself.
    pub(super) person_id: &'a str,
    pub(super) name: &'a str,
    pub(super) id_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sex: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) birth_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) education: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) post: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) post_level: Option<&'a str>,
    pub(super) quota_type: &'a str,
    pub(super) funding: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) channel: Option<&'a str>,
    pub(super) effective_date: String,
    /// First month of pay, `2026-09`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pay_month: Option<String>,
    pub(super) entry_no: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) funding_no: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) permit_id: Option<&'a str>,
}

/// Data of a partner's `cn.bianzhi.receipt.given.v1`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReceiptMessage {
    /// Event id of the message that it is about.
    pub event_id: String,
    /// The `attempt` of that message.
    #[serde(default = "first")]
    pub attempt: i32,
    /// `RECEIVED`, `VALIDATED`, `APPLIED`, or `REJECTED` when the message can't be applied as things stand.
    pub kind: String,
    /// The partner's own record number; with APPLIED.
    #[serde(default)]
    pub record: String,
    /// Why the message can't be applied, without personal data; with REJECTED.
    #[serde(default)]
    pub problem: String,
}

/// A receipt that names no attempt is about the first.
fn first() -> i32 {
    1
}

/// Data of a partner's `cn.bianzhi.opinion.given.v1`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpinionMessage {
    /// The case.
    pub case_id: String,
    /// Its version.
    pub case_version: i32,
    /// `AGREE` or `DISAGREE`.
    pub verdict: String,
    /// Why; needed to disagree.
    #[serde(default)]
    pub reason: String,
    /// The `formHash` of the request that was looked at.
    pub seen_hash: String,
}
