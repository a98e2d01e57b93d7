//! Cases as clients see them.

use calendar::Count;
use codes::Lang;
use proto::moment;
use proto::r#type::v1::proposed_change::Change;
use proto::workflow::v1 as pb;

use crate::app::{CaseView, Outcome, Publication, TimelineEntry};
use crate::contract;
use crate::domain::{ChecklistLine, Desk, Form, Holder, Material, Opinion, State};

/// A case with everything that the caller may see of it.
pub(super) fn case(view: &CaseView) -> pb::Case {
    let case = &view.snapshot.case;
    pb::Case {
        id: case.id.to_string(),
        item: case.item.code().to_owned(),
        sub_type: case.sub_type.clone(),
        definition: format!("{}/{}", case.item, case.definition_version),
        state: state(&case.state).into(),
        version: case.version,
        unit_id: case.unit_id.clone(),
        department_id: case.department_id.clone(),
        jurisdiction_id: case.jurisdiction_id.clone(),
        drafter: Some((&case.drafter).into()),
        submitter: case.submitter.as_ref().map(Into::into),
        holder: holder(case.holder()).into(),
        form: Some(form(&case.form, view.shows_person)),
        form_hash: case.form_hash.clone(),
        checklist: view.checklist().iter().map(checklist_line).collect(),
        clock: view.clock.as_ref().map(|reading| clock(reading, view)),
        opinions: case.opinions.iter().map(opinion).collect(),
        findings: case.findings.iter().map(Into::into).collect(),
        papers: case.papers.iter().map(paper).collect(),
        change_id: case.change_id.map(|id| id.to_string()).unwrap_or_default(),
        basis: case.decision().map(|decision| decision.basis.clone()).unwrap_or_default(),
        defects: case.defects.clone(),
        etag: case.etag(),
        create_time: Some(moment::timestamp(case.created_at)),
        update_time: Some(moment::timestamp(case.updated_at)),
    }
}

/// A case of a list: without its form.
pub(super) fn listed(view: &CaseView) -> pb::Case {
    pb::Case { form: None, checklist: Vec::new(), ..case(view) }
}

/// A state by its code, for lists that ask for one.
pub(super) fn state_code(state: pb::CaseState) -> Option<String> {
    let name = state.as_str_name().strip_prefix("CASE_STATE_")?;
    (name != "UNSPECIFIED").then(|| name.to_owned())
}

/// An uploaded material.
pub(super) fn material(material: &Material) -> pb::Material {
    pb::Material {
        id: material.id.to_string(),
        kind: material.kind.code().to_owned(),
        media_type: material.media_type.clone(),
        size_bytes: material.size_bytes,
        sha256: material.sha256.clone(),
        sm3: material.sm3.clone(),
        upload_time: Some(moment::timestamp(material.uploaded_at)),
    }
}

/// How far an approval's effects came.
pub(super) fn outcome(outcome: Option<Outcome>) -> pb::ApprovalOutcome {
    match outcome {
        Some(Outcome::Completed) => pb::ApprovalOutcome::Completed,
        Some(Outcome::BackInReview) => pb::ApprovalOutcome::BackInReview,
        Some(Outcome::EffectsPending) => pb::ApprovalOutcome::EffectsPending,
        None => pb::ApprovalOutcome::Unspecified,
    }
}

/// An entry of a timeline.
pub(super) fn timeline_entry(entry: &TimelineEntry) -> pb::TimelineEntry {
    let state = pb::CaseState::from_str_name(&format!("CASE_STATE_{}", entry.state));
    pb::TimelineEntry {
        sequence: entry.sequence,
        time: Some(moment::timestamp(entry.happened_at)),
        step: entry.step.clone(),
        state: state.unwrap_or_default().into(),
        actor: Some(proto::r#type::v1::Actor {
            operator_id: entry.operator_id.clone(),
            unit_id: entry.unit_id.clone(),
            certificate_serial: entry.certificate_serial.clone(),
        }),
        service: entry.service.clone(),
        basis: entry.basis.clone(),
        seen_hash: entry.seen_hash.clone(),
        previous_hash: entry.previous_hash.clone(),
        hash: entry.hash.clone(),
        trace_id: entry.trace_id.clone(),
    }
}

/// A published definition.
pub(super) fn definition(publication: &Publication) -> pb::Definition {
    pb::Definition {
        item: publication.item.clone(),
        version: publication.version,
        yaml: publication.yaml.clone(),
        sm3: publication.sm3.clone(),
        publish_time: Some(moment::timestamp(publication.published_at)),
    }
}

/// The form; for those who may see the case but not the person, the citizen ID masked and no birth date.
fn form(form: &Form, shows_person: bool) -> proto::r#type::v1::ProposedChange {
    let mut change = contract::proposed_change(form);
    if let (Some(Change::Entry(entry)), Some(person)) = (&mut change.change, form.person())
        && !shows_person
        && let Some(shown) = &mut entry.person
    {
        shown.id_number = person.id_number.masked();
        shown.birth_date = None;
    }
    change
}

fn state(state: &State) -> pb::CaseState {
    match state {
        State::Draft => pb::CaseState::Draft,
        State::DeptPending => pb::CaseState::DeptPending,
        State::Submitted => pb::CaseState::Submitted,
        State::Accepted => pb::CaseState::Accepted,
        State::InReview { .. } => pb::CaseState::InReview,
        State::Approved { .. } => pb::CaseState::Approved,
        State::Completed { .. } => pb::CaseState::Completed,
        State::Returned => pb::CaseState::Returned,
        State::Refused { .. } => pb::CaseState::Refused,
        State::Withdrawn { .. } => pb::CaseState::Withdrawn,
    }
}

fn holder(holder: Holder) -> pb::Holder {
    match holder {
        Holder::Nobody => pb::Holder::Unspecified,
        Holder::Applicant => pb::Holder::Applicant,
        Holder::Department => pb::Holder::Department,
        Holder::Desk(Desk::Accept) => pb::Holder::DeskAccept,
        Holder::Desk(Desk::Review) => pb::Holder::DeskReview,
        Holder::Desk(Desk::Approve) => pb::Holder::DeskApprove,
    }
}

fn checklist_line(line: &ChecklistLine<'_>) -> pb::ChecklistLine {
    pb::ChecklistLine {
        kind: line.rule.kind.code().to_owned(),
        name: line.rule.kind.label().zh.to_owned(),
        required: line.rule.required,
        materials: line.materials.iter().map(|enclosed| material(enclosed)).collect(),
    }
}

/// The last run's deadline, with the days of every run.
fn clock(reading: &calendar::Reading, view: &CaseView) -> pb::Clock {
    let started = view.snapshot.case.clock.ticks.first().map(|tick| tick.at);
    let last = reading.runs.last();
    pb::Clock {
        class: reading.limit.code().to_owned(),
        start_time: started.map(moment::timestamp),
        due_time: reading.due_at().or(last.map(|run| run.due_at)).map(moment::timestamp),
        amber_time: last.map(|run| moment::timestamp(run.amber_at)),
        red_time: last.map(|run| moment::timestamp(run.red_at)),
        derivation: reading.runs.iter().flat_map(|run| &run.due.derivation).map(derivation_line).collect(),
        calendar_version: last.map(|run| run.due.calendar.clone()).unwrap_or_default(),
        stop_time: reading.stopped_at.map(moment::timestamp),
    }
}

fn derivation_line(line: &calendar::Line) -> pb::DerivationLine {
    let counted = match line.count {
        Count::Counted(counted) => i32::try_from(counted).unwrap_or(i32::MAX),
        Count::Start | Count::Skipped | Count::AfterCutOff | Count::Last => 0,
    };
    pb::DerivationLine {
        date: line.day.date.to_string(),
        counted,
        zh: line.text(Lang::Zh),
        en: line.text(Lang::En),
    }
}

fn opinion(opinion: &Opinion) -> pb::CaseOpinion {
    pb::CaseOpinion {
        department: opinion.department.code().to_owned(),
        required: opinion.required,
        verdict: opinion.verdict.code().to_owned(),
        give_time: opinion.given_at.map(moment::timestamp),
        seen_hash: opinion.seen_hash.clone().unwrap_or_default(),
    }
}

fn paper(paper: &crate::domain::Paper) -> pb::CasePaper {
    pb::CasePaper {
        document_id: paper.document_id.to_string(),
        r#type: paper.r#type.code().to_owned(),
        doc_no: paper.doc_no.clone(),
    }
}
