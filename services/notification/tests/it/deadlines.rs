//! Amber, red and overdue of a case: once, by the business clock (domain.md §3.0 "Clock rules").
use messaging::outbox::Fact;
use proto::workflow::v1::{
    CaseAccepted, CaseApproved, CaseCompleted, CasePassed, CaseReturned, CaseSubmitted,
};

use crate::house::{CASE, clocked, house, house_that_knows, told};

/// The acceptance of G1: an entry of five days, due on Thursday the 27th.
const ACCEPTED: (&str, &str) = ("STARTED", "2026-08-20 09:00");

fn accepted() -> Fact {
    let header = clocked("L5", "desk_accept", &[ACCEPTED]);
    told("workflow", "case", "accepted", &CaseAccepted { header, due_time: None })
}

fn passed_to(desk: &str) -> Fact {
    let header = clocked("L5", desk, &[ACCEPTED]);
    told("workflow", "case", "passed", &CasePassed { header, desk: desk.into() })
}

fn returned_at(at: &str) -> Fact {
    let header = clocked("L5", "", &[ACCEPTED, ("RETURNED", at)]);
    told("workflow", "case", "returned", &CaseReturned { header, defect_count: 1 })
}

fn completed_at(at: &str) -> Fact {
    let header = clocked("L5", "", &[ACCEPTED, ("STOPPED", at)]);
    told("workflow", "case", "completed", &CaseCompleted { header, ..CaseCompleted::default() })
}

const EACH_ONCE: [&str; 3] = ["DEADLINE_AMBER", "DEADLINE_RED", "DEADLINE_OVERDUE"];

#[tokio::test]
async fn each_level_is_told_when_the_business_clock_comes_to_it_and_not_before() {
    let house = house().await;
    house.hears(&accepted()).await.unwrap();

    for (before, at, kind) in [
        ("2026-08-25 17:29", "2026-08-25 17:30", "DEADLINE_AMBER"),
        ("2026-08-27 11:44", "2026-08-27 11:45", "DEADLINE_RED"),
        // The last moment of the limit still belongs to it.
        ("2026-08-27 17:30", "2026-08-27 17:31", "DEADLINE_OVERDUE"),
    ] {
        assert_eq!(house.tells_at(before).await, 0, "{before}");
        assert_eq!(house.tells_at(at).await, 1, "{at}");
        assert_eq!(house.deadlines("so-accept").await.last().unwrap(), kind);
    }
    assert_eq!(house.deadlines("so-accept-2").await, EACH_ONCE);
    assert_eq!(house.tells_at("2026-12-01 09:00").await, 0);
}

#[tokio::test]
async fn a_jump_of_the_clock_tells_everything_that_came_due_once_and_in_order() {
    let house = house().await;
    house.hears(&accepted()).await.unwrap();

    let told = house.tells_at("2026-09-30 09:00").await;

    assert_eq!(told, 3);
    assert_eq!(house.deadlines("so-accept").await, EACH_ONCE);
}

#[tokio::test]
async fn what_is_overdue_is_escalated_to_the_superior_of_the_desk_and_nothing_before() {
    let house = house().await;
    house.hears(&accepted()).await.unwrap();

    house.tells_at("2026-08-27 17:30").await;
    assert_eq!(house.deadlines("so-review").await, [""; 0]);
    house.tells_at("2026-08-28 08:30").await;

    let escalated =
        format!("实验中学的人员上编案件 {CASE} 在受理岗逾期，办理时限为 2026-08-27 17:30，请督办。");
    assert_eq!(house.inbox("so-review").await, [("DEADLINE_ESCALATED".to_owned(), escalated)]);
    assert_eq!(house.deadlines("so-approve").await, [""; 0]);
}

#[tokio::test]
async fn the_desk_that_holds_the_case_at_that_moment_is_told() {
    let house = house().await;
    house.hears(&accepted()).await.unwrap();
    house.tells_at("2026-08-25 17:30").await;

    house.hears(&passed_to("desk_review")).await.unwrap();
    house.tells_at("2026-08-27 11:45").await;
    // The effects of an approval: no desk holds it, the clock runs on, and the last one answers for it.
    let approved = CaseApproved { header: clocked("L5", "", &[ACCEPTED]) };
    house.hears(&told("workflow", "case", "approved", &approved)).await.unwrap();
    house.tells_at("2026-08-28 09:00").await;

    assert_eq!(house.deadlines("so-accept").await, ["DEADLINE_AMBER"]);
    assert_eq!(house.deadlines("so-review").await, ["DEADLINE_RED", "DEADLINE_OVERDUE"]);
    assert_eq!(house.deadlines("so-approve").await, ["DEADLINE_ESCALATED"]);
}

#[tokio::test]
async fn a_case_that_ends_in_time_tells_nothing_more() {
    let house = house().await;
    house.hears(&accepted()).await.unwrap();
    house.tells_at("2026-08-25 17:30").await;

    house.hears(&completed_at("2026-08-26 10:00")).await.unwrap();

    assert_eq!(house.tells_at("2026-09-30 09:00").await, 0);
    assert_eq!(house.deadlines("so-accept").await, ["DEADLINE_AMBER"]);
}

#[tokio::test]
async fn what_came_before_the_end_is_told_even_when_the_end_is_heard_first() {
    let house = house().await;
    house.hears(&accepted()).await.unwrap();
    house.hears(&completed_at("2026-08-26 10:00")).await.unwrap();

    house.tells_at("2026-08-26 10:05").await;

    assert_eq!(house.deadlines("so-accept").await, ["DEADLINE_AMBER"]);
}

#[tokio::test]
async fn a_pause_moves_what_was_not_told_and_repeats_nothing() {
    let house = house().await;
    house.hears(&accepted()).await.unwrap();
    house.tells_at("2026-08-25 17:30").await;
    // Three days used by Tuesday, one more by Wednesday: one is left after the resubmission.
    house.hears(&returned_at("2026-08-26 10:00")).await.unwrap();
    assert_eq!(house.tells_at("2026-09-01 09:00").await, 0);

    let ticks = [ACCEPTED, ("RETURNED", "2026-08-26 10:00"), ("RESUMED", "2026-09-01 09:00")];
    let resubmitted = CaseSubmitted { header: clocked("L5", "desk_accept", &ticks) };
    house.hears(&told("workflow", "case", "submitted", &resubmitted)).await.unwrap();

    assert_eq!(house.tells_at("2026-09-02 11:44").await, 0);
    assert_eq!(house.tells_at("2026-09-02 11:45").await, 1);
    assert_eq!(house.tells_at("2026-09-02 17:31").await, 1);
    assert_eq!(house.deadlines("so-accept").await, EACH_ONCE);
}

#[tokio::test]
async fn a_same_day_limit_warns_anew_after_each_submission() {
    let house = house().await;
    let submitted = |ticks: &[(&str, &str)]| {
        let header = clocked("T0", "desk_accept", ticks);
        told("workflow", "case", "submitted", &CaseSubmitted { header })
    };
    let first = [("STARTED", "2026-08-24 14:30")];
    house.hears(&submitted(&first)).await.unwrap();
    house.tells_at("2026-08-24 16:18").await;
    let returned = [first[0], ("RETURNED", "2026-08-24 16:30")];
    let header = clocked("T0", "", &returned);
    let fact = told("workflow", "case", "returned", &CaseReturned { header, defect_count: 1 });
    house.hears(&fact).await.unwrap();

    let again = [returned[0], returned[1], ("RESUMED", "2026-08-25 14:30")];
    house.hears(&submitted(&again)).await.unwrap();
    house.tells_at("2026-08-25 17:31").await;

    let expected = ["DEADLINE_AMBER", "DEADLINE_AMBER", "DEADLINE_RED", "DEADLINE_OVERDUE"];
    assert_eq!(house.deadlines("so-accept").await, expected);
}

#[tokio::test]
async fn a_restart_in_between_repeats_and_forgets_nothing() {
    let house = house().await;
    house.hears(&accepted()).await.unwrap();
    house.tells_at("2026-08-25 17:30").await;

    let restarted = house.restarted();
    restarted.tells_at("2026-08-27 11:45").await;
    let restarted = restarted.restarted();
    restarted.tells_at("2026-08-28 09:00").await;

    assert_eq!(restarted.deadlines("so-accept").await, EACH_ONCE);
    assert_eq!(restarted.deadlines("so-review").await, ["DEADLINE_ESCALATED"]);
}

#[tokio::test]
async fn two_replicas_that_look_at_the_same_moment_tell_each_level_once_and_in_order() {
    let house = house().await;
    let cases: Vec<String> = (1..=20).map(|number| format!("420800-2026-{number:06}")).collect();
    for case_id in &cases {
        let mut header = clocked("L5", "desk_accept", &[ACCEPTED]).unwrap();
        header.case_id.clone_from(case_id);
        let body = CaseAccepted { header: Some(header), due_time: None };
        house.hears(&told("workflow", "case", "accepted", &body)).await.unwrap();
    }
    house.clock.advance_to(testkit::clock::local("2026-09-30 09:00"));

    let until_nothing_is_due = async |app: notification::app::App| {
        let mut told = 0;
        // A case that the other replica has locked is passed over, so one empty look proves nothing.
        for _ in 0..60 {
            told += app.remind_due().await.unwrap();
        }
        told
    };
    let (first, second) =
        tokio::join!(until_nothing_is_due(house.app.clone()), until_nothing_is_due(house.replica()));

    assert_eq!(first + second, 3 * cases.len());
    for case_id in &cases {
        let request = proto::notification::v1::ListNotificationsRequest {
            case_id: case_id.clone(),
            ..Default::default()
        };
        let found = house.list("so-accept-2", request).await.unwrap().notifications;
        let mut kinds: Vec<&str> = found.iter().map(|message| message.kind.as_str()).collect();
        kinds.reverse();
        assert_eq!(kinds, EACH_ONCE, "{case_id}");
    }
}

#[tokio::test]
async fn reminders_wait_for_the_directory() {
    let house = house_that_knows(None).await;

    let refusal = house.app.remind_due().await.unwrap_err();

    assert_eq!(refusal.to_string(), "the directory is not known yet");
}
