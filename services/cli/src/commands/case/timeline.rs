//! `case timeline`: who did what, when, on which basis, with which certificate, having seen what.

use clap::Args;
use codes::Lang;
use proto::workflow::v1::{ListTimelineEntriesRequest, TimelineEntry};

use crate::answer::{Answer, Column, column, wide};
use crate::ask::{ask, pages};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Arguments of `case timeline`.
#[derive(Debug, Args)]
pub struct Timeline {
    /// Case number.
    id: String,
}

const COLUMNS: [Column; 12] = [
    column("sequence", "序号", "no"),
    column("time", "时间", "time"),
    column("step", "步骤", "step"),
    column("state", "状态", "state"),
    column("operator_id", "经办人", "by"),
    column("unit_id", "单位", "unit"),
    column("certificate_serial", "证书序列号", "certificate"),
    column("basis", "依据或说明", "basis"),
    wide("service", "服务", "service"),
    wide("seen_hash", "所见内容SM3", "seen SM3"),
    wide("hash", "本条SM3", "SM3"),
    wide("trace_id", "跟踪号", "trace"),
];

/// Longer than any case: a timeline is always shown whole.
const WHOLE: u32 = 100_000;

impl Timeline {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.cases()?;
        let entries = pages(WHOLE, async |page| {
            let message = ListTimelineEntriesRequest {
                case_id: self.id.clone(),
                page_size: page.size,
                page_token: page.token,
            };
            ask!(&client, list_timeline_entries, message)
                .map(|answer| (answer.entries, answer.next_page_token))
        })
        .await?;
        let value = view::values("bianzhi.workflow.v1.TimelineEntry", &entries)?;
        let rows = entries.iter().map(|entry| row(entry, session.lang)).collect();
        Ok(Answer::of(&value)?.table(&COLUMNS, rows))
    }
}

fn row(entry: &TimelineEntry, lang: Lang) -> Vec<String> {
    let actor = entry.actor.clone().unwrap_or_default();
    vec![
        entry.sequence.to_string(),
        moment::minute(entry.time.as_ref()),
        wording::step(&entry.step, lang).to_owned(),
        wording::case_state(entry.state()).in_lang(lang).to_owned(),
        actor.operator_id,
        actor.unit_id,
        actor.certificate_serial,
        entry.basis.clone(),
        entry.service.clone(),
        entry.seen_hash.clone(),
        entry.hash.clone(),
        entry.trace_id.clone(),
    ]
}
