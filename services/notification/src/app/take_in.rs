use super::recipients::{behind, without_actor};
use super::{App, Error, Post};
use crate::domain::{Change, Course, Ladder, Names, News, Occasion, Sentence, Stage};
use crate::store::{self, EventId, reminders};

/// Takes a fact in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeIn {
    /// The fact.
    pub event: EventId,
    /// What it means here.
    pub news: News,
}

impl App {
    /// Writes one message for each person concerned, and follows the limits that the fact starts, moves or ends;
    /// once per fact, however often it is told.
    ///
    /// # Errors
    /// [`Error::TrustUnknown`] while no directory is known: the fact must wait.
    #[tracing::instrument(skip_all, fields(case.id = %command.news.case_id))]
    pub async fn take_in(&self, command: TakeIn) -> Result<(), Error> {
        let TakeIn { event, news: News { case_id, occasion, change } } = command;
        let post = match &occasion {
            Some(occasion) => Some(self.post(occasion, &event)?),
            None => None,
        };

        let mut tx = db::begin(&self.0.pool).await?;
        reminders::lock(&mut tx, &case_id).await?;
        if !store::claim(&mut tx, &event).await? {
            return Ok(());
        }
        if let Some(change) = &change {
            self.follow(&mut tx, &case_id, change).await?;
        }
        if let Some(post) = &post {
            self.write(&mut tx, post).await?;
        }
        db::commit(tx).await?;
        Ok(())
    }

    /// Whoever holds the desk at this moment is told. Whoever acted knows and is not.
    fn post(&self, occasion: &Occasion, event: &EventId) -> Result<Post, Error> {
        let snapshot = self.directory()?;
        let recipients = without_actor(behind(&occasion.addresses(), &snapshot), occasion.actor_id());
        let unit_id = occasion.unit_id().unwrap_or_default();
        let names = Names { unit: snapshot.unit(unit_id).map_or(unit_id, |unit| &unit.name) };
        Ok(Post {
            source_id: event.id.clone(),
            kind: occasion.kind(),
            case_id: occasion.case_id().to_owned(),
            sentence: Sentence::on(occasion, names),
            recipients,
        })
    }

    async fn follow(&self, tx: &mut db::Tx, case_id: &str, change: &Change) -> Result<(), Error> {
        let (rules, calendar) = (&self.0.rules, &self.0.calendar);
        match change {
            Change::Moved { standing, clock } => {
                let course = clock.course(rules, calendar)?;
                let held = reminders::place(tx, case_id, standing).await?;
                match course {
                    Some((stage, Course::Runs(ladder))) if held => {
                        reminders::arm(tx, case_id, &stage, None, &ladder).await?;
                    }
                    Some((stage, Course::Ended { at })) => reminders::end(tx, case_id, &stage, at).await?,
                    Some((_, Course::Runs(_))) | None => {}
                }
            }
            Change::Asked { case_version, area_code, asked_at, limits } => {
                for (department, due_at) in limits {
                    let stage = Stage { department: Some(department.clone()), round: *case_version };
                    let ladder = Ladder::of_opinion(*asked_at, *due_at, rules, calendar)?;
                    reminders::arm(tx, case_id, &stage, Some(area_code), &ladder).await?;
                }
            }
            Change::Answered { case_version, department, at } => {
                let stage = Stage { department: Some(department.clone()), round: *case_version };
                reminders::end(tx, case_id, &stage, *at).await?;
            }
            Change::ReviewOver { case_version, at } => {
                reminders::end_opinions(tx, case_id, *case_version, *at).await?;
            }
        }
        Ok(())
    }
}
