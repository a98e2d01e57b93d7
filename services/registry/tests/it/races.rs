//! G3: who comes first gets the last seat, and nobody gets one that is not there.
use proto::registry::v1 as pb;
use proto::r#type::v1 as shared;
use shared::proposed_change::Change;

use crate::base::{Base, DAT, SCH, bucket};
use crate::figures::{CASE_1, CASE_2, actor, apply_request, balance, entry, on, pin, pinned, quota_use};
use crate::house::{House, new_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_cases_at_once_three_get_the_three_free_seats() {
    let house = House::with(Base::units().seats(&SCH)).await;
    let mut submissions = Vec::new();
    for number in 1..=50 {
        let mut client = house.quota();
        let request = pb::HoldSeatsRequest {
            request_id: new_id(),
            case_id: format!("420800-2026-{number:06}"),
            case_version: 1,
            change: Some(shared::ProposedChange { change: Some(Change::QuotaUse(quota_use(&SCH, 1))) }),
            actor: actor(),
        };
        submissions
            .push(async move { client.hold_seats(request).await.unwrap().into_inner().outcome.unwrap() });
    }

    let outcomes = futures::future::join_all(submissions).await;

    let refused: Vec<Vec<String>> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            pb::hold_seats_response::Outcome::Held(_) => None,
            pb::hold_seats_response::Outcome::Refused(refused) => {
                Some(refused.findings.iter().map(|finding| finding.code.clone()).collect())
            }
        })
        .collect();
    assert_eq!(refused.len(), 47);
    assert!(refused.iter().all(|codes| codes == &["QUOTA_INSUFFICIENT"]));
    let balance = balance(&house, on(2026, 3, 1), None).await;
    assert_eq!((balance.reserved, balance.available, balance.holders.len()), (3, 0, 3));
    house.assert_ledger_holds().await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_entries_on_the_last_seat_of_a_permit_one_is_applied() {
    let base =
        Base::units().seats(&DAT).permit(&DAT, "荆编用〔2026〕15号", 1, 0, ["2026-01-05", "2026-12-31"]);
    let house = House::with(base).await;
    house.now_is("2026-06-01 09:00");
    let form = |name: &str, number: &str, sex: &str, birth| shared::Entry {
        bucket: Some(bucket(&DAT)),
        person: Some(shared::EntryPerson {
            name: name.into(),
            id_number: number.into(),
            sex: sex.into(),
            birth_date: birth,
            retirement_class: if sex == "1" { "male" } else { "f55" }.into(),
            ..entry("").person.unwrap()
        }),
        division_id: "dat-d1".into(),
        ..entry("荆编用〔2026〕15号")
    };
    let sun = form("孙磊", "420800199501010112", "1", on(1995, 1, 1));
    let liu = form("刘思雨", "420800199209090063", "2", on(1992, 9, 9));
    pinned(pin(&house, CASE_1, sun.clone()).await);
    pinned(pin(&house, CASE_2, liu.clone()).await);

    let (mut first, mut second) = (house.change(), house.change());
    let (first, second) = futures::future::join(
        first.apply_change(apply_request(CASE_1, Change::Entry(sun), on(2026, 6, 1))),
        second.apply_change(apply_request(CASE_2, Change::Entry(liu), on(2026, 6, 1))),
    )
    .await;

    let outcomes = [first, second].map(|answer| answer.unwrap().into_inner().outcome.unwrap());
    let refused: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            pb::apply_change_response::Outcome::Applied(_) => None,
            pb::apply_change_response::Outcome::Refused(refused) => Some(refused),
        })
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].findings[0].code, "APPROVAL_USED_UP");
    assert_eq!(house.count("select count(*) from change").await, 1);
    assert_eq!(house.count("select count(*) from person where name in ('孙磊', '刘思雨')").await, 1);
    house.assert_ledger_holds().await;
    house.close().await;
}
