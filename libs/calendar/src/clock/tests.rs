//! The clock rules of domain.md §3.0 and the golden scenario G10.

use codes::Lang;
use proptest::prelude::*;
use time::macros::{date, datetime};
use time::{Date, Duration, OffsetDateTime};

use super::{Colour, Error, Event, Limit, Pause, Reading, Rules, read};
use crate::Calendar;

fn reading(limit: Limit, events: &[Event]) -> Reading {
    read(limit, events, &Rules::default(), &Calendar::published()).unwrap().unwrap()
}

fn due_on(limit: Limit, events: &[Event]) -> Option<Date> {
    reading(limit, events).running().map(|run| run.due.due)
}

fn started(at: OffsetDateTime) -> Event {
    Event::Started { at }
}

fn returned(at: OffsetDateTime) -> Event {
    Event::Paused { at, pause: Pause::Returned }
}

fn resumed(at: OffsetDateTime) -> Event {
    Event::Resumed { at }
}

#[test]
fn g10_a_linked_entry_is_due_on_a_working_saturday() {
    let accepted = started(datetime!(2026-04-29 10:00 +8));

    assert_eq!(due_on(Limit::L5, &[accepted]), Some(date!(2026 - 05 - 09)));
}

#[test]
fn g10_a_submission_after_the_cut_off_counts_for_the_next_working_day() {
    let due = |at| due_on(Limit::T0, &[started(at)]);

    assert_eq!(due(datetime!(2026-04-30 15:30 +8)), Some(date!(2026 - 05 - 06)));
    assert_eq!(due(datetime!(2026-04-30 15:00 +8)), Some(date!(2026 - 04 - 30)));
    assert_eq!(due(datetime!(2026-04-30 15:00:01 +8)), Some(date!(2026 - 05 - 06)));
    assert_eq!(due(datetime!(2026-05-02 09:00 +8)), Some(date!(2026 - 05 - 06)));
    // A working Saturday is a day like any other.
    assert_eq!(due(datetime!(2026-05-09 09:00 +8)), Some(date!(2026 - 05 - 09)));
}

#[test]
fn g10_a_meeting_before_spring_festival_leaves_until_after_it() {
    let passed = started(datetime!(2026-02-13 16:00 +8));

    assert_eq!(due_on(Limit::M2, &[passed]), Some(date!(2026 - 02 - 24)));
}

#[test]
fn g10_a_return_uses_its_day_and_the_rest_is_added_after_the_resubmission() {
    let events = [
        started(datetime!(2026-06-15 09:00 +8)),
        returned(datetime!(2026-06-18 11:00 +8)),
        resumed(datetime!(2026-06-22 09:30 +8)),
    ];

    let clock = reading(Limit::L5, &events);

    assert_eq!((clock.used_days, clock.remaining_days), (3, 2));
    assert_eq!(clock.due_at(), Some(datetime!(2026-06-24 17:30 +8)));
    assert_eq!(
        clock.explain(Lang::Zh),
        [
            "L5:受理后5个工作日",
            "2026-06-15 周一 起算日,不计(工作日)",
            "2026-06-16 周二 第1个工作日(工作日)",
            "2026-06-17 周三 第2个工作日(工作日)",
            "2026-06-18 周四 第3个工作日(工作日)",
            "2026-06-18 退回,暂停计时:已用3日,剩余2日",
            "2026-06-22 周一 起算日,不计(工作日)",
            "2026-06-23 周二 第4个工作日(工作日)",
            "2026-06-24 周三 第5个工作日(工作日)",
        ]
    );
}

#[test]
fn g1_the_entry_is_due_on_thursday() {
    assert_eq!(
        reading(Limit::L5, &[started(datetime!(2026-08-20 09:00 +8))]).due_at(),
        Some(datetime!(2026-08-27 17:30 +8))
    );
}

#[test]
fn returned_and_submitted_on_one_day_gains_nothing() {
    let events = [
        started(datetime!(2026-08-17 09:00 +8)),
        returned(datetime!(2026-08-19 09:00 +8)),
        resumed(datetime!(2026-08-19 16:00 +8)),
    ];

    assert_eq!(due_on(Limit::L5, &events), due_on(Limit::L5, &events[..1]));
}

#[test]
fn submitted_again_on_the_free_day_after_the_return_gains_nothing() {
    let events = [
        started(datetime!(2026-08-19 09:00 +8)),
        returned(datetime!(2026-08-21 16:00 +8)),
        resumed(datetime!(2026-08-22 10:00 +8)),
    ];

    assert_eq!(due_on(Limit::L5, &events), due_on(Limit::L5, &events[..1]));
}

#[test]
fn with_nothing_left_it_is_due_on_the_day_of_resubmission_or_the_next_working_day() {
    let until_returned = [started(datetime!(2026-08-17 09:00 +8)), returned(datetime!(2026-08-24 10:00 +8))];
    let due = |at| due_on(Limit::L5, &[&until_returned[..], &[resumed(at)]].concat());

    assert_eq!(due(datetime!(2026-08-27 10:00 +8)), Some(date!(2026 - 08 - 27)));
    assert_eq!(due(datetime!(2026-08-29 10:00 +8)), Some(date!(2026 - 08 - 31)));
}

#[test]
fn several_pauses_add_up() {
    let events = [
        started(datetime!(2026-08-17 09:00 +8)),
        returned(datetime!(2026-08-18 10:00 +8)),
        resumed(datetime!(2026-08-20 09:00 +8)),
        Event::Paused { at: datetime!(2026-08-21 09:00 +8), pause: Pause::AwaitMeeting },
        resumed(datetime!(2026-08-28 09:00 +8)),
    ];

    let clock = reading(Limit::L5, &events);

    assert_eq!((clock.used_days, clock.remaining_days), (2, 3));
    assert_eq!(clock.running().map(|run| run.due.due), Some(date!(2026 - 09 - 02)));
}

#[test]
fn a_same_day_case_starts_anew_and_keeps_both_clocks() {
    let events = [
        started(datetime!(2026-08-17 09:00 +8)),
        returned(datetime!(2026-08-17 11:00 +8)),
        resumed(datetime!(2026-08-19 15:20 +8)),
    ];

    let clock = reading(Limit::T0, &events);

    let dues: Vec<_> = clock.runs.iter().map(|run| run.due.due).collect();
    assert_eq!(dues, [date!(2026 - 08 - 17), date!(2026 - 08 - 20)]);
}

#[test]
fn five_days_turn_amber_after_three_and_red_after_four_and_a_half_office_days() {
    let clock = reading(Limit::L5, &[started(datetime!(2026-08-20 09:00 +8))]);

    assert_eq!(clock.runs[0].amber_at, datetime!(2026-08-25 17:30 +8));
    assert_eq!(clock.runs[0].red_at, datetime!(2026-08-27 11:45 +8));
    assert_eq!(clock.colour(datetime!(2026-08-25 17:29 +8)), Colour::Green);
    assert_eq!(clock.colour(datetime!(2026-08-25 17:30 +8)), Colour::Amber);
    assert_eq!(clock.colour(datetime!(2026-08-27 11:45 +8)), Colour::Red);
    assert_eq!(clock.colour(datetime!(2026-08-27 17:30 +8)), Colour::Red);
    assert_eq!(clock.colour(datetime!(2026-08-27 17:30:01 +8)), Colour::Overdue);
}

#[test]
fn days_used_before_a_pause_count_towards_the_colours() {
    let events = [
        started(datetime!(2026-06-15 09:00 +8)),
        returned(datetime!(2026-06-18 11:00 +8)),
        resumed(datetime!(2026-06-22 09:30 +8)),
    ];

    let clock = reading(Limit::L5, &events);

    assert_eq!(clock.runs[1].amber_at, datetime!(2026-06-22 09:30 +8));
    assert_eq!(clock.runs[1].red_at, datetime!(2026-06-24 11:45 +8));
}

#[test]
fn a_same_day_case_is_measured_from_its_submission() {
    let clock = reading(Limit::T0, &[started(datetime!(2026-08-17 14:30 +8))]);

    // Three office hours are left: 60 % and 90 % of them.
    assert_eq!(clock.runs[0].amber_at, datetime!(2026-08-17 16:18 +8));
    assert_eq!(clock.runs[0].red_at, datetime!(2026-08-17 17:12 +8));
}

#[test]
fn an_opinion_has_two_days_by_the_same_rules() {
    let asked = started(datetime!(2026-08-20 09:00 +8));

    assert_eq!(due_on(Limit::Desk { days: 2 }, &[asked]), Some(date!(2026 - 08 - 24)));
}

#[test]
fn a_returned_case_lapses_after_twenty_working_days() {
    let events = [started(datetime!(2026-08-03 09:00 +8)), returned(datetime!(2026-08-04 09:00 +8))];

    let clock = reading(Limit::L5, &events);

    assert_eq!(clock.lapses_at, Some(datetime!(2026-09-02 00:00 +8)));
    assert_eq!((clock.due_at(), clock.colour(datetime!(2026-09-01 00:00 +8))), (None, Colour::Paused));
}

#[test]
fn waiting_for_a_meeting_never_lapses() {
    let events = [
        started(datetime!(2026-08-03 09:00 +8)),
        Event::Paused { at: datetime!(2026-08-04 09:00 +8), pause: Pause::AwaitMeeting },
    ];

    assert_eq!(reading(Limit::L5, &events).lapses_at, None);
}

#[test]
fn a_return_after_the_deadline_does_not_undo_the_breach() {
    let events = [
        started(datetime!(2026-08-17 09:00 +8)),
        returned(datetime!(2026-08-26 10:00 +8)),
        resumed(datetime!(2026-08-28 10:00 +8)),
    ];

    let clock = reading(Limit::L5, &events);

    assert_eq!(clock.breached_at(datetime!(2026-08-28 11:00 +8)), Some(datetime!(2026-08-24 17:30 +8)));
    assert_eq!(clock.colour(datetime!(2026-08-28 11:00 +8)), Colour::Overdue);
}

#[test]
fn stopped_in_time_is_met() {
    let events =
        [started(datetime!(2026-08-20 09:00 +8)), Event::Stopped { at: datetime!(2026-08-25 10:00 +8) }];

    let clock = reading(Limit::L5, &events);

    assert_eq!((clock.used_days, clock.colour(datetime!(2026-12-01 00:00 +8))), (3, Colour::Met));
}

#[test]
fn a_deadline_over_the_new_year_is_provisional() {
    assert!(reading(Limit::L5, &[started(datetime!(2026-12-30 09:00 +8))]).is_provisional());
}

#[test]
fn events_that_no_case_can_have_are_refused() {
    let (first, second) = (datetime!(2026-08-17 09:00 +8), datetime!(2026-08-18 09:00 +8));
    let refusal =
        |events: &[Event]| read(Limit::L5, events, &Rules::default(), &Calendar::published()).unwrap_err();

    assert_eq!(refusal(&[resumed(first)]), Error::Start);
    assert_eq!(refusal(&[started(first), started(second)]), Error::Start);
    assert_eq!(refusal(&[started(first), resumed(second)]), Error::Resume);
    assert_eq!(refusal(&[started(first), returned(second), returned(second)]), Error::Pause);
    assert_eq!(refusal(&[started(second), returned(first)]), Error::Order);
    let stopped = Event::Stopped { at: second };
    assert_eq!(refusal(&[started(first), stopped, stopped]), Error::Stop);
    assert_eq!(read(Limit::L5, &[], &Rules::default(), &Calendar::published()), Ok(None));
}

proptest! {
    /// Whatever the pauses, the days counted before and after them are the days of the limit.
    #[test]
    fn pauses_neither_add_nor_lose_days(
        start in 0_i64..6000, gaps in prop::collection::vec((0_i64..4, 0_i64..30), 0..4),
    ) {
        let mut at = datetime!(2008-01-02 10:00 +8) + Duration::days(start);
        let mut events = vec![started(at)];
        for (running, paused) in gaps {
            at += Duration::days(running);
            events.push(returned(at));
            at += Duration::days(paused);
            events.push(resumed(at));
        }

        let clock = reading(Limit::L5, &events);

        let calendar = Calendar::published();
        let last = clock.running().unwrap();
        let ahead = calendar.working_days_between(last.from.to_offset(time::macros::offset!(+8)).date(), last.due.due);
        prop_assert_eq!(clock.used_days + clock.remaining_days, 5.max(clock.used_days));
        if clock.remaining_days > 0 {
            prop_assert_eq!(ahead, clock.remaining_days);
        }
        prop_assert!(calendar.is_working(last.due.due));
    }

    /// Green, amber, red, overdue: never back.
    #[test]
    fn colours_follow_in_order(start in 0_i64..6000, hours in prop::collection::vec(0_i64..400, 2..10)) {
        let at = datetime!(2008-01-02 10:00 +8) + Duration::days(start);
        let clock = reading(Limit::L5, &[started(at)]);
        let rank = |hours: &i64| match clock.colour(at + Duration::hours(*hours)) {
            Colour::Green => 0,
            Colour::Amber => 1,
            Colour::Red => 2,
            Colour::Overdue => 3,
            Colour::Paused | Colour::Met => 9,
        };
        let mut hours = hours;
        hours.sort_unstable();

        let ranks: Vec<i32> = hours.iter().map(rank).collect();

        prop_assert!(ranks.is_sorted());
        prop_assert!(ranks.iter().all(|rank| *rank <= 3));
    }
}
