//! G1, figure by figure (domain.md §3.10).
use proto::google::r#type::Date;
use proto::registry::v1 as pb;
use proto::r#type::v1 as shared;
use shared::proposed_change::Change;

use crate::base::{Base, SCH, Seats, bucket};
use crate::house::{House, new_id};

pub(crate) const CASE_1: &str = "420800-2026-000001";
pub(crate) const CASE_2: &str = "420800-2026-000002";

#[tokio::test]
async fn two_seats_asked_for_become_a_permit_and_then_a_person() {
    let house = House::with(Base::units().seats(&SCH)).await;
    assert_eq!(figures(&house, "2026-03-01", None).await, (120, 117, 0, 3));

    house.now_is("2026-03-10 10:05");
    let held = done(hold(&house, CASE_1, &SCH, 2).await);
    assert_eq!((held.reserved, held.available, held.available_from), (2, 1, 1));
    assert_eq!(held.holders, [holder(pb::HolderKind::Case, CASE_1, CASE_1, 2, (2026, 3, 10))]);
    house.now_is("2026-03-10 12:00");
    let at_noon = house.clock.now();
    house.now_is("2026-03-10 15:40");
    let permit = permit(&house).await;

    assert_eq!((permit.quantity, permit.used), (2, 0));
    assert_eq!((permit.valid_from, permit.valid_to), (on(2026, 3, 10), on(2027, 3, 10)));
    assert_eq!(permit.state(), pb::PermitState::Open);
    assert_eq!(figures(&house, "2026-03-10", None).await, (120, 117, 2, 1));

    house.now_is("2026-08-20 08:50");
    pinned(pin(&house, CASE_2, entry("荆编用〔2026〕12号")).await);
    assert_eq!(figures(&house, "2026-08-20", None).await, (120, 117, 2, 1));
    house.now_is("2026-08-24 18:00");
    let before_approval = house.clock.now();
    house.now_is("2026-08-25 10:00");
    let change =
        applied(apply(&house, CASE_2, Change::Entry(entry("荆编用〔2026〕12号")), on(2026, 8, 25)).await);

    let after = change.balance_after.unwrap();
    assert_eq!(after.as_of, on(2026, 9, 1));
    assert_eq!((after.approved, after.occupied, after.reserved, after.available), (120, 118, 1, 1));
    let before = change.balance_before.unwrap();
    assert_eq!((before.as_of, before.reserved, before.available), (on(2026, 8, 25), 2, 1));
    let used = change.permit.unwrap();
    assert_eq!((used.used, used.state(), used.pins), (1, pb::PermitState::PartlyUsed, 0));
    assert_eq!((change.effective_date, change.division_name.as_str()), (on(2026, 9, 1), "办公室"));

    // What the ledger's table in §3.10 says, on each side of each date and as it was known.
    assert_eq!(figures(&house, "2026-03-09", None).await, (120, 117, 0, 3));
    assert_eq!(figures(&house, "2026-08-31", None).await, (120, 117, 2, 1));
    assert_eq!(figures(&house, "2026-09-01", None).await, (120, 118, 1, 1));
    assert_eq!(figures(&house, "2026-09-01", Some(before_approval)).await, (120, 117, 2, 1));
    assert_eq!(figures(&house, "2026-09-01", Some(at_noon)).await, (120, 117, 2, 1));

    let last_of_august = balance(&house, on(2026, 8, 31), None).await;
    assert_eq!(
        last_of_august.holders,
        [
            holder(pb::HolderKind::Permit, &used.id, "荆编用〔2026〕12号", 1, (2026, 3, 10)),
            holder(pb::HolderKind::CommittedEntry, &change.occupancy_id, CASE_2, 1, (2026, 9, 1)),
        ]
    );
    let at_noon = balance(&house, on(2026, 8, 31), Some(at_noon)).await;
    assert_eq!(at_noon.holders, [holder(pb::HolderKind::Case, CASE_1, CASE_1, 2, (2026, 3, 10))]);
    assert_eq!(
        house.told().await,
        [
            "cn.bianzhi.seats.held.v1",
            "cn.bianzhi.change.applied.v1",
            "cn.bianzhi.change.documented.v1",
            "cn.bianzhi.permit.pinned.v1",
            "cn.bianzhi.change.applied.v1",
        ]
    );
    house.assert_ledger_holds().await;
    house.close().await;
}

#[tokio::test]
async fn an_answer_given_once_is_given_for_ever() {
    let house = House::with(Base::units().seats(&SCH)).await;
    house.now_is("2026-03-10 10:00");
    let asked_at = house.clock.now();

    let before = balance(&house, on(2026, 3, 10), Some(asked_at)).await;
    // The clock stands still, so the hold is recorded at the very instant that was asked about.
    done(hold(&house, CASE_1, &SCH, 2).await);

    assert_eq!(balance(&house, on(2026, 3, 10), Some(asked_at)).await, before);
    let latest = balance(&house, on(2026, 3, 10), None).await;
    assert_eq!(latest.reserved, 2);
    house.now_is("2026-03-10 11:00");
    done(hold(&house, CASE_2, &SCH, 1).await);
    let repeated = house
        .quota()
        .get_balance(pb::GetBalanceRequest {
            bucket: Some(bucket(&SCH)),
            as_of: on(2026, 3, 10),
            known_time: latest.known_time,
        })
        .await
        .unwrap();
    assert_eq!(repeated.into_inner().balance.unwrap(), latest);
    house.close().await;
}

#[tokio::test]
async fn what_a_returned_case_gives_back_is_free_again_and_its_pin_stays() {
    let house = House::with(Base::units().seats(&SCH).permit(
        &SCH,
        "荆编用〔2026〕3号",
        1,
        0,
        ["2026-01-05", "2026-12-31"],
    ))
    .await;
    house.now_is("2026-03-10 10:00");
    done(hold(&house, CASE_1, &SCH, 2).await);
    pinned(pin(&house, CASE_2, entry("荆编用〔2026〕3号")).await);
    assert_eq!(figures(&house, "2026-03-10", None).await, (120, 117, 3, 0));

    house.now_is("2026-03-11 10:00");
    let returned = give_back(&house, CASE_1, false).await;
    let kept = give_back(&house, CASE_2, true).await;
    let taken_off = give_back(&house, CASE_2, false).await;

    assert_eq!((returned.seats, returned.pins), (2, 0));
    assert_eq!((kept.seats, kept.pins), (0, 0));
    assert_eq!((taken_off.seats, taken_off.pins), (0, 1));
    assert_eq!(figures(&house, "2026-03-10", None).await, (120, 117, 3, 0));
    assert_eq!(figures(&house, "2026-03-11", None).await, (120, 117, 1, 2));
    house.assert_ledger_holds().await;
    house.close().await;
}

#[tokio::test]
async fn a_leader_needs_no_permit_and_holds_one_seat_until_the_entry() {
    let house = House::with(Base::units().seats(&SCH)).await;
    house.now_is("2026-08-20 09:00");
    let leader = shared::Entry { channel: "APPOINTED_LEADER".into(), permit: String::new(), ..entry("") };

    let answer = pinned(pin(&house, CASE_1, leader.clone()).await);
    assert_eq!(answer.permit, None);
    assert_eq!(figures(&house, "2026-08-20", None).await, (120, 117, 1, 2));
    let change = applied(apply(&house, CASE_1, Change::Entry(leader), on(2026, 8, 20)).await);

    assert_eq!(change.permit, None);
    assert_eq!(figures(&house, "2026-08-31", None).await, (120, 117, 1, 2));
    assert_eq!(figures(&house, "2026-09-01", None).await, (120, 118, 0, 2));
    house.assert_ledger_holds().await;
    house.close().await;
}

// What the tests of other files say too.

pub(crate) fn on(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

pub(crate) fn actor() -> Option<shared::Actor> {
    Some(shared::Actor {
        operator_id: "edu-clerk".into(),
        unit_id: "edu".into(),
        certificate_serial: "01".into(),
    })
}

pub(crate) fn quota_use(seats: &Seats, quantity: i32) -> shared::QuotaUse {
    shared::QuotaUse {
        bucket: Some(bucket(seats)),
        channel: "OPEN_RECRUIT".into(),
        quantity,
        posts: vec![shared::PostLine {
            division_id: format!("{}-d1", seats.institution),
            post: "高中语文教师".into(),
            category: seats.category.into(),
            education: "21".into(),
            quantity,
        }],
        planned_date: on(2026, 8, 31),
        justification: "秋季开学".into(),
    }
}

/// 李静文 enters SCH on 2026-09-01.
pub(crate) fn entry(permit: &str) -> shared::Entry {
    shared::Entry {
        bucket: Some(bucket(&SCH)),
        permit: permit.into(),
        channel: "OPEN_RECRUIT".into(),
        person: Some(shared::EntryPerson {
            name: "李静文".into(),
            id_number: "420800199811040026".into(),
            sex: "2".into(),
            birth_date: on(1998, 11, 4),
            ethnicity: "01".into(),
            education: "21".into(),
            political_status: "13".into(),
            retirement_class: "f55".into(),
        }),
        division_id: "sch-d1".into(),
        post: "语文教师".into(),
        post_level: String::new(),
        category: "INST_PROFESSIONAL".into(),
        effective_date: on(2026, 9, 1),
        previous_unit: String::new(),
    }
}

pub(crate) async fn hold(house: &House, case: &str, seats: &Seats, quantity: i32) -> pb::HoldSeatsResponse {
    let request = pb::HoldSeatsRequest {
        request_id: new_id(),
        case_id: case.into(),
        case_version: 1,
        change: Some(shared::ProposedChange { change: Some(Change::QuotaUse(quota_use(seats, quantity))) }),
        actor: actor(),
    };
    house.quota().hold_seats(request).await.unwrap().into_inner()
}

pub(crate) async fn pin(house: &House, case: &str, entry: shared::Entry) -> pb::PinPermitResponse {
    let request = pb::PinPermitRequest {
        request_id: new_id(),
        case_id: case.into(),
        case_version: 1,
        change: Some(shared::ProposedChange { change: Some(Change::Entry(entry)) }),
        actor: actor(),
    };
    house.quota().pin_permit(request).await.unwrap().into_inner()
}

pub(crate) async fn give_back(house: &House, case: &str, keep_pin: bool) -> pb::GiveBackResponse {
    let request = pb::GiveBackRequest {
        request_id: new_id(),
        case_id: case.into(),
        case_version: 1,
        keep_pin,
        actor: actor(),
    };
    house.quota().give_back(request).await.unwrap().into_inner()
}

pub(crate) fn apply_request(case: &str, change: Change, decided: Option<Date>) -> pb::ApplyChangeRequest {
    pb::ApplyChangeRequest {
        request_id: new_id(),
        case_id: case.into(),
        case_version: 1,
        change: Some(shared::ProposedChange { change: Some(change) }),
        actor: actor(),
        basis: "domain.md §3.3".into(),
        decided_date: decided,
    }
}

pub(crate) async fn apply(
    house: &House,
    case: &str,
    change: Change,
    decided: Option<Date>,
) -> pb::ApplyChangeResponse {
    house.change().apply_change(apply_request(case, change, decided)).await.unwrap().into_inner()
}

/// The held seats of [`CASE_1`] become 12号.
async fn permit(house: &House) -> pb::Permit {
    let change = Change::QuotaUse(quota_use(&SCH, 2));
    let change = applied(apply(house, CASE_1, change, on(2026, 3, 10)).await);
    let before = change.balance_before.unwrap();
    assert_eq!((before.occupied, before.reserved, before.available), (117, 0, 3));
    let after = change.balance_after.unwrap();
    assert_eq!((after.occupied, after.reserved, after.available), (117, 2, 1));
    let institution = change.institution.unwrap();
    assert_eq!(
        (institution.uscc.as_str(), institution.supervisor_name.as_str()),
        ("12420800JM00000339", "市教育局")
    );
    document(house, &change.change_id, "荆编用〔2026〕12号").await;
    let request = pb::GetPermitRequest { permit: "荆编用〔2026〕12号".into() };
    house.quota().get_permit(request).await.unwrap().into_inner().permit.unwrap()
}

pub(crate) async fn document(house: &House, change_id: &str, slip_no: &str) {
    let request = pb::RecordDocumentsRequest {
        request_id: new_id(),
        change_id: change_id.into(),
        slip_no: slip_no.into(),
        letter_no: "荆编函〔2026〕45号".into(),
        funding_no: String::new(),
    };
    house.change().record_documents(request).await.unwrap();
}

pub(crate) fn done(answer: pb::HoldSeatsResponse) -> pb::Balance {
    match answer.outcome.unwrap() {
        pb::hold_seats_response::Outcome::Held(held) => held.balance.unwrap(),
        pb::hold_seats_response::Outcome::Refused(refused) => panic!("refused: {:?}", refused.findings),
    }
}

pub(crate) fn pinned(answer: pb::PinPermitResponse) -> pb::Pinned {
    match answer.outcome.unwrap() {
        pb::pin_permit_response::Outcome::Pinned(pinned) => pinned,
        pb::pin_permit_response::Outcome::Refused(refused) => panic!("refused: {:?}", refused.findings),
    }
}

pub(crate) fn applied(answer: pb::ApplyChangeResponse) -> pb::AppliedChange {
    match answer.outcome.unwrap() {
        pb::apply_change_response::Outcome::Applied(applied) => applied,
        pb::apply_change_response::Outcome::Refused(refused) => panic!("refused: {:?}", refused.findings),
    }
}

pub(crate) async fn balance(
    house: &House,
    as_of: Option<Date>,
    known_at: Option<time::OffsetDateTime>,
) -> pb::Balance {
    balance_of(house, &SCH, as_of, known_at).await
}

pub(crate) async fn balance_of(
    house: &House,
    seats: &Seats,
    as_of: Option<Date>,
    known_at: Option<time::OffsetDateTime>,
) -> pb::Balance {
    let known_time = known_at.map(|at| prost_types::Timestamp { seconds: at.unix_timestamp(), nanos: 0 });
    let request = pb::GetBalanceRequest { bucket: Some(bucket(seats)), as_of, known_time };
    house.quota().get_balance(request).await.unwrap().into_inner().balance.unwrap()
}

/// Approved, occupied, reserved and available of SCH on a date.
async fn figures(house: &House, on: &str, known_at: Option<time::OffsetDateTime>) -> (i32, i32, i32, i32) {
    let parts: Vec<i32> = on.split('-').map(|part| part.parse().unwrap()).collect();
    let date = Some(Date { year: parts[0], month: parts[1], day: parts[2] });
    let balance = balance(house, date, known_at).await;
    (balance.approved, balance.occupied, balance.reserved, balance.available)
}

fn holder(kind: pb::HolderKind, id: &str, number: &str, quantity: i32, date: (i32, i32, i32)) -> pb::Holder {
    let (year, month, day) = date;
    pb::Holder {
        kind: kind.into(),
        id: id.into(),
        number: number.into(),
        quantity,
        date: on(year, month, day),
    }
}
