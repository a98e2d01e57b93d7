//! What hangs on a case's row: clock ticks, desk acts, opinions, papers.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::Error;
use crate::domain::{Case, Department, Desk, Opinion, Paper, PaperType, Tick, TickKind, Verdict};

/// Fills the parts of loaded cases.
pub(super) async fn read(connection: &mut PgConnection, cases: &mut [Case]) -> Result<(), Error> {
    let ids: Vec<String> = cases.iter().map(|case| case.id.to_string()).collect();
    let mut by_id: HashMap<String, &mut Case> =
        cases.iter_mut().map(|case| (case.id.to_string(), case)).collect();

    let ticks = sqlx::query!(
        "select case_id, kind, ticked_at from clock_tick where case_id = any($1) order by case_id, sequence",
        &ids,
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in ticks {
        let kind = TickKind::of_code(&row.kind).ok_or_else(|| inconsistent("clock_tick"))?;
        if let Some(case) = by_id.get_mut(&row.case_id) {
            case.clock.ticks.push(Tick { kind, at: row.ticked_at });
        }
    }

    let acts = sqlx::query!("select case_id, operator_id, desk from desk_act where case_id = any($1)", &ids)
        .fetch_all(&mut *connection)
        .await?;
    for row in acts {
        let desk = Desk::of_code(&row.desk).ok_or_else(|| inconsistent("desk_act"))?;
        if let Some(case) = by_id.get_mut(&row.case_id) {
            case.desk_acts.insert(row.operator_id, desk);
        }
    }

    let opinions = sqlx::query!(
        "select o.case_id, o.department, o.required, o.verdict, o.given_at, o.seen_hash from opinion o \
         join case_file c on c.case_id = o.case_id and c.version = o.version \
         where o.case_id = any($1) order by o.case_id, o.department",
        &ids,
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in opinions {
        let opinion = Opinion {
            department: Department::of_code(&row.department).ok_or_else(|| inconsistent("opinion"))?,
            required: row.required,
            verdict: Verdict::of_code(&row.verdict).ok_or_else(|| inconsistent("opinion"))?,
            given_at: row.given_at,
            seen_hash: row.seen_hash,
        };
        if let Some(case) = by_id.get_mut(&row.case_id) {
            case.opinions.push(opinion);
        }
    }

    let papers = sqlx::query!(
        r#"select case_id, document_id, type as "kind", doc_no, content_sm3 from paper
        where case_id = any($1) order by case_id, position"#,
        &ids,
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in papers {
        let paper = Paper {
            document_id: row.document_id,
            r#type: PaperType::of_code(&row.kind).ok_or_else(|| inconsistent("paper"))?,
            doc_no: row.doc_no,
            content_sm3: row.content_sm3,
        };
        if let Some(case) = by_id.get_mut(&row.case_id) {
            case.papers.push(paper);
        }
    }
    Ok(())
}

/// Writes the parts of a case that are not there yet, and opinions anew.
pub(super) async fn write(tx: &mut PgConnection, case: &Case) -> Result<(), Error> {
    for (sequence, tick) in (1_i32..).zip(&case.clock.ticks) {
        sqlx::query!(
            "insert into clock_tick (case_id, sequence, kind, ticked_at) values ($1, $2, $3, $4) \
             on conflict do nothing",
            case.id.as_str(),
            sequence,
            tick.kind.code(),
            tick.at,
        )
        .execute(&mut *tx)
        .await?;
    }
    write_desk_acts(tx, case).await?;
    for opinion in &case.opinions {
        sqlx::query!(
            "insert into opinion (case_id, version, department, required, verdict, given_at, seen_hash) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (case_id, version, department) do update \
             set verdict = excluded.verdict, given_at = excluded.given_at, seen_hash = excluded.seen_hash",
            case.id.as_str(),
            case.version,
            opinion.department.code(),
            opinion.required,
            opinion.verdict.code(),
            opinion.given_at,
            opinion.seen_hash,
        )
        .execute(&mut *tx)
        .await?;
    }
    for (position, paper) in (1_i32..).zip(&case.papers) {
        sqlx::query!(
            "insert into paper (document_id, case_id, position, type, doc_no, content_sm3) \
             values ($1, $2, $3, $4, $5, $6) on conflict (document_id) do nothing",
            paper.document_id,
            case.id.as_str(),
            position,
            paper.r#type.code(),
            paper.doc_no,
            paper.content_sm3,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Writes who acted at which desk; that a person has one desk in a case is the table's own rule, too.
pub(super) async fn write_desk_acts(tx: &mut PgConnection, case: &Case) -> Result<(), Error> {
    for (operator_id, desk) in &case.desk_acts {
        sqlx::query!(
            "insert into desk_act (case_id, operator_id, desk) values ($1, $2, $3) on conflict do nothing",
            case.id.as_str(),
            operator_id,
            desk.code(),
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

fn inconsistent(table: &'static str) -> Error {
    db::Error::Inconsistent { table, what: "a code is unknown" }.into()
}
