//! G4: what an expired permit gives back, and what a pin keeps.
use proto::registry::v1 as pb;
use proto::r#type::v1 as shared;
use shared::proposed_change::Change;

use crate::base::{Base, HOS, bucket};
use crate::figures::{CASE_1, CASE_2, applied, apply, balance_of, entry, give_back, on, pin, pinned};
use crate::house::House;

async fn hospital() -> House {
    let base =
        Base::units().seats(&HOS).permit(&HOS, "荆编用〔2026〕5号", 3, 1, ["2025-12-01", "2026-06-30"]);
    House::with(base).await
}

fn nurse(effective: Option<proto::google::r#type::Date>) -> shared::Entry {
    shared::Entry {
        bucket: Some(bucket(&HOS)),
        person: Some(shared::EntryPerson {
            name: "刘思雨".into(),
            id_number: "420800199209090063".into(),
            birth_date: on(1992, 9, 9),
            ..entry("").person.unwrap()
        }),
        division_id: String::new(),
        effective_date: effective,
        ..entry("荆编用〔2026〕5号")
    }
}

async fn figures(house: &House, year: i32, month: i32, day: i32) -> (i32, i32, i32, i32) {
    let balance = balance_of(house, &HOS, on(year, month, day), None).await;
    (balance.approved, balance.occupied, balance.reserved, balance.available)
}

async fn state(house: &House) -> (pb::PermitState, i32, i32) {
    let request = pb::GetPermitRequest { permit: "荆编用〔2026〕5号".into() };
    let permit = house.quota().get_permit(request).await.unwrap().into_inner().permit.unwrap();
    (permit.state(), permit.used, permit.pins)
}

#[tokio::test]
async fn a_pin_keeps_one_seat_of_an_expired_permit_until_its_case_takes_it() {
    let house = hospital().await;
    house.now_is("2026-06-29 10:00");
    pinned(pin(&house, CASE_1, nurse(on(2026, 7, 3))).await);
    assert_eq!(figures(&house, 2026, 6, 29).await, (600, 591, 2, 7));

    house.now_is("2026-07-01 08:00");
    assert_eq!(state(&house).await, (pb::PermitState::Expired, 1, 1));
    assert_eq!(figures(&house, 2026, 7, 1).await, (600, 591, 1, 8));
    assert_eq!(figures(&house, 2026, 6, 30).await, (600, 591, 2, 7));
    let too_late =
        pin(&house, CASE_2, shared::Entry { person: entry("").person, ..nurse(on(2026, 7, 3)) }).await;
    let Some(pb::pin_permit_response::Outcome::Refused(refused)) = too_late.outcome else { panic!("pinned") };
    assert_eq!(refused.findings[0].code, "APPROVAL_EXPIRED");

    house.now_is("2026-07-03 16:00");
    let change = applied(apply(&house, CASE_1, Change::Entry(nurse(on(2026, 7, 3))), on(2026, 7, 3)).await);

    assert_eq!(change.permit.unwrap().used, 2);
    assert_eq!(figures(&house, 2026, 7, 2).await, (600, 591, 1, 8));
    assert_eq!(figures(&house, 2026, 7, 3).await, (600, 592, 0, 8));
    house.assert_ledger_holds().await;
    house.close().await;
}

#[tokio::test]
async fn the_kept_seat_goes_back_when_the_case_ends() {
    let house = hospital().await;
    house.now_is("2026-06-29 10:00");
    pinned(pin(&house, CASE_1, nurse(on(2026, 7, 3))).await);
    house.now_is("2026-07-02 10:00");

    let returned = give_back(&house, CASE_1, true).await;
    assert_eq!((returned.seats, returned.pins), (0, 0));
    assert_eq!(figures(&house, 2026, 7, 2).await, (600, 591, 1, 8));
    let withdrawn = give_back(&house, CASE_1, false).await;

    assert_eq!((withdrawn.seats, withdrawn.pins), (1, 1));
    assert_eq!(figures(&house, 2026, 7, 2).await, (600, 591, 0, 9));
    house.assert_ledger_holds().await;
    house.close().await;
}

#[tokio::test]
async fn the_worker_expires_what_nobody_asks_about_from_its_own_midnight() {
    let house = hospital().await;
    house.now_is("2026-07-05 03:00");

    assert_eq!(house.app.expire_due().await.unwrap(), 1);
    assert_eq!(house.app.expire_due().await.unwrap(), 0);

    assert_eq!(house.told().await, ["cn.bianzhi.permit.expired.v1"]);
    assert_eq!(figures(&house, 2026, 7, 1).await, (600, 591, 0, 9));
    house.assert_ledger_holds().await;
    house.close().await;
}
