//! What is armed, and how often every place was reached.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{bug, point};

/// What a place does when it is armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// A point kills the process, once.
    Kill,
    /// A point holds whoever reaches it until it is released, once.
    Hold,
    /// A bug shows.
    Bug,
    /// Whoever is held goes on, and nothing more happens here.
    Release,
}

/// Arms a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Name of the point or the bug.
    pub name: String,
    /// What it does.
    pub action: Action,
    /// At which time it is reached from now on, from 1: the next.
    #[serde(default = "next")]
    pub after: u32,
    /// How often a bug shows, from there on.
    #[serde(default = "once")]
    pub times: u32,
}

/// What a place saw since the process started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Name of the point or the bug.
    pub name: String,
    /// How often it was reached.
    pub reached: u32,
    /// How often what it was armed with happened.
    pub happened: u32,
    /// Whether somebody waits there.
    pub held: bool,
}

/// Why a place can't be armed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// Only the profile `dev` allows it.
    #[error("faults are for the profile dev")]
    NotAllowed,
    /// No place has this name, or it can't do this.
    #[error("nothing named {0} can do this")]
    Unknown(String),
}

/// What becomes of whoever reaches a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    GoOn,
    GoWrong,
    Wait,
    Die,
}

#[derive(Debug, Default)]
struct Place {
    reached: u32,
    happened: u32,
    held: bool,
    armed: Option<Armed>,
}

#[derive(Debug)]
struct Armed {
    action: Action,
    /// How often it is still to be reached, this time included, before something happens.
    after: u32,
    times: u32,
}

#[derive(Debug)]
pub(crate) struct Switchboard {
    places: Mutex<BTreeMap<&'static str, Place>>,
    changed: watch::Sender<()>,
}

fn next() -> u32 {
    1
}

fn once() -> u32 {
    1
}

impl Default for Switchboard {
    fn default() -> Self {
        let points = point::ALL.iter().map(|point| point.name());
        let bugs = bug::ALL.iter().map(|bug| bug.name());
        let places = points.chain(bugs).map(|name| (name, Place::default())).collect();
        Self { places: Mutex::new(places), changed: watch::Sender::new(()) }
    }
}

impl Switchboard {
    pub(crate) fn arm(&self, arm: Arm) -> Result<(), Error> {
        let is_bug = bug::ALL.iter().any(|bug| bug.name() == arm.name);
        let fits = arm.action == Action::Release || is_bug == (arm.action == Action::Bug);
        let mut places = self.places();
        let Some(place) = places.get_mut(arm.name.as_str()).filter(|_| fits) else {
            return Err(Error::Unknown(arm.name));
        };
        place.held = false;
        place.armed = match arm.action {
            Action::Release => None,
            action => Some(Armed { action, after: arm.after.max(1), times: arm.times }),
        };
        drop(places);
        self.changed.send_replace(());
        Ok(())
    }

    pub(crate) fn hit(&self, name: &str) -> Fate {
        let mut places = self.places();
        let Some(place) = places.get_mut(name) else { return Fate::GoOn };
        place.reached += 1;
        let Some(armed) = &mut place.armed else { return Fate::GoOn };
        if armed.after > 1 {
            armed.after -= 1;
            return Fate::GoOn;
        }
        if armed.times == 0 {
            return Fate::GoOn;
        }
        armed.times -= 1;
        place.happened += 1;
        match armed.action {
            Action::Kill => Fate::Die,
            Action::Hold => {
                place.held = true;
                Fate::Wait
            }
            Action::Bug => Fate::GoWrong,
            Action::Release => Fate::GoOn,
        }
    }

    /// Waits until nobody is held at the place any more.
    pub(crate) async fn released(&self, name: &str) {
        let mut changed = self.changed.subscribe();
        while self.places().get(name).is_some_and(|place| place.held) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    pub(crate) fn counts(&self) -> Vec<Count> {
        let count = |(name, place): (&&str, &Place)| Count {
            name: (*name).to_owned(),
            reached: place.reached,
            happened: place.happened,
            held: place.held,
        };
        self.places().iter().map(count).collect()
    }

    fn places(&self) -> MutexGuard<'_, BTreeMap<&'static str, Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn armed(name: &str, action: Action, after: u32, times: u32) -> Switchboard {
        let switchboard = Switchboard::default();
        switchboard.arm(Arm { name: name.to_owned(), action, after, times }).unwrap();
        switchboard
    }

    #[test]
    fn a_point_kills_at_the_time_it_was_armed_for_and_not_again() {
        let switchboard = armed("outbox.sent", Action::Kill, 2, 1);

        let fates = [(); 3].map(|()| switchboard.hit("outbox.sent"));

        assert_eq!(fates, [Fate::GoOn, Fate::Die, Fate::GoOn]);
        assert_eq!(switchboard.hit("inbox.effect"), Fate::GoOn);
    }

    #[test]
    fn a_bug_shows_as_often_as_it_was_armed_for() {
        let switchboard = armed("bug.number-reused", Action::Bug, 1, 2);

        let fates = [(); 3].map(|()| switchboard.hit("bug.number-reused"));

        assert_eq!(fates, [Fate::GoWrong, Fate::GoWrong, Fate::GoOn]);
    }

    #[tokio::test]
    async fn whoever_is_held_goes_on_when_the_point_is_released() {
        let switchboard = armed("hold.before-call", Action::Hold, 1, 1);
        assert_eq!(switchboard.hit("hold.before-call"), Fate::Wait);
        assert!(switchboard.counts().iter().any(|count| count.name == "hold.before-call" && count.held));

        let release = Arm { name: "hold.before-call".into(), action: Action::Release, after: 1, times: 1 };
        let ((), armed) =
            tokio::join!(switchboard.released("hold.before-call"), async { switchboard.arm(release) });

        assert_eq!(armed, Ok(()));
        assert_eq!(switchboard.hit("hold.before-call"), Fate::GoOn);
    }

    #[test]
    fn a_name_that_stands_nowhere_and_a_bug_that_should_kill_are_refused() {
        let arm = |name: &str, action| {
            Switchboard::default().arm(Arm { name: name.to_owned(), action, after: 1, times: 1 })
        };

        assert_eq!(arm("hold.somewhere", Action::Kill), Err(Error::Unknown("hold.somewhere".into())));
        let bug = "bug.receipt-twice";
        assert_eq!(arm(bug, Action::Kill), Err(Error::Unknown(bug.into())));
        assert_eq!(arm("outbox.sent", Action::Bug), Err(Error::Unknown("outbox.sent".into())));
    }

    #[test]
    fn every_place_has_a_name_of_its_own() {
        let switchboard = Switchboard::default();

        assert_eq!(switchboard.counts().len(), point::ALL.len() + bug::ALL.len());
    }
}
