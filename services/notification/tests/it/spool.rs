//! Messages that leave as files: one per delivery, whole, and without personal data.
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use proto::bridge::v1::{Opinion, OpinionGiven};
use proto::workflow::v1::{CaseAccepted, CaseReturned, CaseSubmitted};
use serde_json::Value;

use crate::house::{CANARY_ID, CANARY_NAME, CASE, House, clocked, header, house, moment, told};

/// Carries everything out that is due; how many deliveries.
async fn carried(house: &House) -> usize {
    let mut carried = 0;
    loop {
        match house.app.deliver_due().await.unwrap() {
            0 => return carried,
            more => carried += more,
        }
    }
}

fn files(house: &House) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(house.spool()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

async fn hears_a_submission(house: &House) {
    let fact = told("workflow", "case", "submitted", &CaseSubmitted { header: header("edu-clerk") });
    house.hears(&fact).await.unwrap();
}

#[tokio::test]
async fn every_message_leaves_as_one_file_that_says_what_the_inbox_says() {
    let house = house().await;
    hears_a_submission(&house).await;

    assert_eq!(carried(&house).await, 2);

    let files = files(&house);
    let letters: Vec<Value> =
        files.iter().map(|file| serde_json::from_slice(&fs::read(file).unwrap()).unwrap()).collect();
    let recipients: BTreeSet<&str> =
        letters.iter().map(|letter| letter["recipient_id"].as_str().unwrap()).collect();
    assert_eq!(recipients, BTreeSet::from(["so-accept", "so-accept-2"]));
    for (file, letter) in files.iter().zip(&letters) {
        let recipient = letter["recipient_id"].as_str().unwrap();
        let message = house.page(recipient, 0, "").await.unwrap().notifications.remove(0);
        let name = file.file_name().unwrap().to_str().unwrap();
        let delivery_id = letter["delivery_id"].as_str().unwrap();
        assert_eq!(name, format!("{delivery_id}.json"));
        let expected = serde_json::json!({
            "delivery_id": delivery_id, "notification_id": message.id, "recipient_id": recipient,
            "template": "CASE_SUBMITTED", "case_id": CASE, "zh": message.zh, "en": message.en,
            "create_time": "2026-08-24T01:30:00Z",
        });
        assert_eq!(*letter, expected);
    }
}

#[tokio::test]
async fn what_has_left_does_not_leave_again_after_a_restart() {
    let house = house().await;
    hears_a_submission(&house).await;
    assert_eq!(carried(&house).await, 2);

    let restarted = house.restarted();

    assert_eq!((carried(&restarted).await, files(&restarted).len()), (0, 2));
}

#[tokio::test]
async fn two_replicas_that_carry_at_the_same_moment_leave_one_file_each() {
    let house = house().await;
    for _ in 0..20 {
        hears_a_submission(&house).await;
    }
    let until_nothing_is_due = async |app: notification::app::App| {
        let mut carried = 0;
        loop {
            match app.deliver_due().await.unwrap() {
                0 => return carried,
                more => carried += more,
            }
        }
    };

    let (first, second) =
        tokio::join!(until_nothing_is_due(house.app.clone()), until_nothing_is_due(house.replica()));

    assert_eq!((first + second, files(&house).len()), (40, 40));
}

#[tokio::test]
async fn a_folder_that_takes_nothing_is_tried_again_later_and_holds_up_no_inbox() {
    let house = house().await;
    fs::remove_dir_all(house.spool()).unwrap();
    hears_a_submission(&house).await;

    let first = house.app.deliver_due().await.unwrap_err().to_string();
    let second = house.app.deliver_due().await.unwrap_err().to_string();

    assert!(first.contains("takes no file") && second == first, "{first}");
    // Both deliveries wait for their back-off.
    assert_eq!(house.app.deliver_due().await.unwrap(), 0);
    assert_eq!(house.inbox("so-accept").await.len(), 1);
    let (attempts, waiting) = house.deliveries().await;
    assert_eq!((attempts, waiting), (vec![1, 1], 2));
}

#[tokio::test]
async fn no_personal_data_is_in_a_file_or_its_name() {
    let house = house().await;
    let accepted = CaseAccepted {
        header: clocked("L5", "desk_accept", &[("STARTED", "2026-08-20 09:00")]),
        due_time: moment("2026-08-27 17:30"),
    };
    let given = OpinionGiven {
        case_id: CASE.into(),
        case_version: 1,
        opinion: Some(Opinion {
            department: "hr_bureau".into(),
            reason: format!("{CANARY_NAME} {CANARY_ID}"),
            give_time: moment("2026-08-24 10:00"),
            ..Opinion::default()
        }),
        ..OpinionGiven::default()
    };
    let returned = CaseReturned { header: header("so-review"), defect_count: 1 };
    hears_a_submission(&house).await;
    for fact in [
        told("workflow", "case", "accepted", &accepted),
        told("bridge", "opinion", "given", &given),
        told("workflow", "case", "returned", &returned),
    ] {
        house.hears(&fact).await.unwrap();
    }
    house.tells_at("2026-09-30 09:00").await;

    // Submitted 2, accepted 2, returned 2, amber 2, red 2, overdue 2 and escalated 1.
    assert_eq!(carried(&house).await, 13);

    for file in files(&house) {
        let (name, text) = (file.display().to_string(), fs::read_to_string(&file).unwrap());
        for canary in [CANARY_NAME, CANARY_ID, "19981104"] {
            assert!(!name.contains(canary) && !text.contains(canary), "{canary} in {name}: {text}");
        }
    }
}
