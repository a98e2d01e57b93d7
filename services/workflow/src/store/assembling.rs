//! Rows ↔ cases.

use kernel::actor::Actor;
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;
use vault::Vault;

use super::{Error, cases, parts};
use crate::domain::{Case, CaseId, Clock, Desk, State, UnderWay};

/// A row of case_file with its definition's clock and the form in hand.
struct Row {
    case_id: String,
    item: String,
    sub_type: String,
    definition_version: i32,
    version: i32,
    unit_id: String,
    department_id: String,
    jurisdiction_id: String,
    area_code: String,
    drafter_id: String,
    drafter_unit_id: String,
    drafter_serial: String,
    submitter_id: Option<String>,
    submitter_unit_id: Option<String>,
    submitter_serial: Option<String>,
    state: String,
    desk: Option<String>,
    decision: Option<Value>,
    defects: Vec<String>,
    reason: Option<String>,
    change_id: Option<Uuid>,
    findings: Value,
    under_way: Option<String>,
    attempts: i32,
    revision: i32,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    limit: Value,
    form_version: i32,
    form: Vec<u8>,
    form_hash: String,
}

/// The columns that depend on the state.
pub(super) struct Columns {
    pub(super) desk: Option<&'static str>,
    pub(super) decision: Option<Value>,
    pub(super) reason: Option<String>,
}

/// What a state writes.
pub(super) fn columns(state: &State) -> Result<Columns, Error> {
    let (desk, decision, reason) = match state {
        State::InReview { desk } => (Some(desk.code()), None, None),
        State::Approved { decision } | State::Completed { decision } => {
            (None, Some(serde_json::to_value(decision)?), None)
        }
        State::Refused { reason } | State::Withdrawn { reason } => (None, None, Some(reason.clone())),
        State::Draft | State::DeptPending | State::Submitted | State::Accepted | State::Returned => {
            (None, None, None)
        }
    };
    Ok(Columns { desk, decision, reason })
}

/// Loads cases in the order asked; ids that no row has are left out.
pub(super) async fn load(
    connection: &mut PgConnection,
    vault: &Vault,
    ids: &[String],
) -> Result<Vec<Case>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.case_id, c.item, c.sub_type, c.definition_version, c.version, c.unit_id, c.department_id,
            c.jurisdiction_id, c.area_code, c.drafter_id, c.drafter_unit_id, c.drafter_serial, c.submitter_id,
            c.submitter_unit_id, c.submitter_serial, c.state, c.desk, c.decision, c.defects, c.reason,
            c.change_id, c.findings, c.under_way, c.attempts, c.revision, c.created_at, c.updated_at,
            d.parsed -> 'clock' as "limit!", v.version as form_version, v.form, v.form_hash
        from unnest($1::text[]) with ordinality as asked (case_id, position)
        join case_file c using (case_id)
        join definition d on d.item = c.item and d.version = c.definition_version
        join lateral (select version, form, form_hash from case_version
            where case_id = c.case_id order by version desc limit 1) v on true
        order by asked.position"#,
        ids,
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut cases = rows.into_iter().map(|row| row.case(vault)).collect::<Result<Vec<Case>, Error>>()?;
    parts::read(connection, &mut cases).await?;
    Ok(cases)
}

impl Row {
    fn case(self, vault: &Vault) -> Result<Case, Error> {
        let state = self.state()?;
        let id: CaseId = self.case_id.parse().map_err(|_| inconsistent("case_id is no case number"))?;
        let row = cases::form_row(&id, self.form_version);
        let form = vault.unseal(cases::form_place(&row), &self.form)?;
        let under_way = match &self.under_way {
            None => None,
            Some(code) => Some(UnderWay::of_code(code).ok_or_else(|| inconsistent("under_way is unknown"))?),
        };
        Ok(Case {
            item: self.item.parse().map_err(|_| inconsistent("item is unknown"))?,
            sub_type: self.sub_type,
            definition_version: self.definition_version,
            version: self.version,
            unit_id: self.unit_id,
            department_id: self.department_id,
            jurisdiction_id: self.jurisdiction_id,
            area_code: self.area_code,
            drafter: Actor {
                operator_id: self.drafter_id,
                unit_id: self.drafter_unit_id,
                certificate_serial: self.drafter_serial,
            },
            submitter: actor(self.submitter_id, self.submitter_unit_id, self.submitter_serial),
            form: serde_json::from_slice(form.expose())?,
            form_hash: self.form_hash,
            state,
            under_way,
            attempts: self.attempts,
            clock: Clock::new(serde_json::from_value(self.limit)?),
            desk_acts: Default::default(),
            opinions: Vec::new(),
            findings: serde_json::from_value(self.findings)?,
            defects: self.defects,
            change_id: self.change_id,
            papers: Vec::new(),
            revision: self.revision,
            created_at: self.created_at,
            updated_at: self.updated_at,
            id,
        })
    }

    fn state(&self) -> Result<State, Error> {
        let decision = || match &self.decision {
            Some(decision) => Ok(serde_json::from_value(decision.clone())?),
            None => Err(inconsistent("an approved case has no decision")),
        };
        let reason = || self.reason.clone().ok_or_else(|| inconsistent("an ended case has no reason"));
        Ok(match self.state.as_str() {
            "DRAFT" => State::Draft,
            "DEPT_PENDING" => State::DeptPending,
            "SUBMITTED" => State::Submitted,
            "ACCEPTED" => State::Accepted,
            "IN_REVIEW" => {
                let desk = self.desk.as_deref().and_then(Desk::of_code);
                State::InReview { desk: desk.ok_or_else(|| inconsistent("a case in review has no desk"))? }
            }
            "APPROVED" => State::Approved { decision: decision()? },
            "COMPLETED" => State::Completed { decision: decision()? },
            "RETURNED" => State::Returned,
            "REFUSED" => State::Refused { reason: reason()? },
            "WITHDRAWN" => State::Withdrawn { reason: reason()? },
            _ => return Err(inconsistent("state is unknown")),
        })
    }
}

fn actor(id: Option<String>, unit: Option<String>, serial: Option<String>) -> Option<Actor> {
    Some(Actor { operator_id: id?, unit_id: unit?, certificate_serial: serial? })
}

fn inconsistent(what: &'static str) -> Error {
    db::Error::Inconsistent { table: "case_file", what }.into()
}
