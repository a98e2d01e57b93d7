use policy::Snapshot;

use super::recipients::{behind, superiors};
use super::{App, Error, Post};
use crate::domain::{Kind, Reminder};
use crate::store::reminders;

impl App {
    /// Tells what has come due by the business clock in one case: the case's lock, the state of each reminder and
    /// the message's source together see to it that each is told once and in order, however many replicas look,
    /// and however far the clock has jumped. How many reminders were told.
    ///
    /// # Errors
    /// [`Error::TrustUnknown`] while nobody knows who holds which desk: they wait.
    pub async fn remind_due(&self) -> Result<usize, Error> {
        let snapshot = self.directory()?;
        let now = self.0.clock.now();
        let mut tx = db::begin(&self.0.pool).await?;
        let Some(case_id) = reminders::lock_due(&mut tx, now).await? else { return Ok(0) };
        let due = reminders::due(&mut tx, &case_id, now).await?;
        for reminder in &due {
            for post in posts(reminder, &snapshot) {
                self.write(&mut tx, &post).await?;
            }
            reminders::told(&mut tx, reminder, now).await?;
        }
        db::commit(tx).await?;
        for reminder in &due {
            let level = reminder.level.as_str();
            metrics::counter!("bianzhi_deadlines_told_total", "level" => level).increment(1);
            tracing::info!(case.id = case_id, level, "told that a limit of case {case_id} is {level}");
        }
        Ok(due.len())
    }
}

/// What is told to who must act and, where it escalates, to the superiors.
fn posts(reminder: &Reminder, snapshot: &Snapshot) -> Vec<Post> {
    let unit_id = reminder.unit_id().unwrap_or_default();
    let unit = snapshot.unit(unit_id).map_or(unit_id, |unit| &unit.name);
    let in_charge = behind(&[reminder.address()], snapshot);
    let escalation = Post {
        source_id: reminder.source_id(),
        kind: Kind::DeadlineEscalated,
        case_id: reminder.case_id.clone(),
        sentence: reminder.escalation(unit),
        recipients: superiors(&in_charge, snapshot),
    };
    let reminded = Post {
        kind: reminder.kind(),
        sentence: reminder.sentence(unit),
        recipients: in_charge,
        ..escalation.clone()
    };
    if reminder.escalates() { vec![reminded, escalation] } else { vec![reminded] }
}
