//! A season of cases in an order that nobody chose: whatever was refused or applied, the ledger holds.
use proto::registry::v1 as pb;
use proto::r#type::v1 as shared;
use shared::proposed_change::Change;
use time::Duration;

use crate::base::{Base, SCH, Seats, bucket, id_number};
use crate::figures::{apply, balance_of, entry, give_back, hold, pin, quota_use};
use crate::house::House;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn case(number: u64) -> String {
    format!("420800-2026-{number:06}")
}

fn date(date: time::Date) -> Option<proto::google::r#type::Date> {
    crate::figures::on(date.year(), i32::from(u8::from(date.month())), i32::from(date.day()))
}

#[tokio::test]
async fn a_season_of_cases_leaves_the_ledger_whole() {
    let seats = Seats { approved: 30, occupied: 20, ..SCH };
    let base = Base::units()
        .seats(&seats)
        .permit(&seats, "荆编用〔2026〕1号", 3, 0, ["2026-01-05", "2026-04-10"])
        .permit(&seats, "荆编用〔2026〕2号", 2, 0, ["2026-01-05", "2026-12-31"]);
    let house = House::with(base).await;
    let mut dice = Dice(20_260_301);
    let (mut applied, mut refused) = (0, 0);

    for step in 0..150_u64 {
        house.clock.advance_to(house.clock.now() + Duration::hours(i64::try_from(dice.roll(20)).unwrap()));
        let today = house.clock.today();
        let case = case(dice.roll(12));
        let person = |effective: time::Date, dice: &mut Dice| {
            let birth = format!("199{}0304", dice.roll(3));
            let number = id_number(&birth, 2);
            let mut form =
                entry(if dice.roll(2) == 0 { "荆编用〔2026〕1号" } else { "荆编用〔2026〕2号" });
            let person = form.person.as_mut().unwrap();
            let year = birth[..4].parse().unwrap();
            (person.id_number, person.birth_date) = (number, crate::figures::on(year, 3, 4));
            shared::Entry { bucket: Some(bucket(&seats)), effective_date: date(effective), ..form }
        };
        match dice.roll(6) {
            0 => {
                hold(&house, &case, &seats, i32::try_from(dice.roll(4) + 1).unwrap()).await;
            }
            1 => {
                pin(&house, &case, person(today + Duration::days(5), &mut dice)).await;
            }
            2 => {
                give_back(&house, &case, dice.roll(2) == 0).await;
            }
            3 => {
                house.app.expire_due().await.unwrap();
            }
            choice => {
                let change = if choice == 4 {
                    Change::QuotaUse(quota_use(&seats, i32::try_from(dice.roll(4) + 1).unwrap()))
                } else {
                    Change::Entry(person(today + Duration::days(5), &mut dice))
                };
                match apply(&house, &case, change, date(today)).await.outcome.unwrap() {
                    pb::apply_change_response::Outcome::Applied(_) => applied += 1,
                    pb::apply_change_response::Outcome::Refused(_) => refused += 1,
                }
            }
        }
        if step % 10 == 0 {
            house.assert_ledger_holds().await;
        }
    }

    house.assert_ledger_holds().await;
    let balance = balance_of(&house, &seats, None, None).await;
    assert_eq!(balance.approved, 30);
    assert!(applied > 0 && refused > 0, "{applied} applied, {refused} refused: the dice must try both");
    house.close().await;
}
