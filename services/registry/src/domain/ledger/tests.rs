use codes::{Funding, QuotaType};
use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::domain::ids::{CaseId, DecisionId, InstitutionId, JurisdictionId, OccupancyId, PermitId};
use crate::domain::ledger::{Cause, entries};

fn bucket() -> Bucket {
    Bucket { institution_id: InstitutionId::new("sch"), quota_type: QuotaType::Inst, funding: Funding::Full }
}

fn case(number: u8) -> CaseId {
    CaseId::new(format!("420800-2026-{number:06}"))
}

/// A book with so many approved seats from 2024 on.
fn approved(seats: i32) -> Book {
    let mut book = Book::empty(bucket());
    let jurisdiction = JurisdictionId::new("jingmen");
    let decision = DecisionId::new();
    book.post(&entries::approve(decision, &jurisdiction, &bucket(), seats, date!(2024 - 01 - 01))).unwrap();
    book
}

fn shown(book: &Book, on: Date) -> (i32, i32, i32, i32) {
    let figures = book.figures(on);
    (figures.approved, figures.available, figures.reserved, figures.occupied)
}

#[test]
fn g1_moves_as_the_table_of_3_10_says() {
    let mut book = approved(120);
    for _ in 0..117 {
        book.post(&entries::import_occupancy(&bucket(), OccupancyId::new(), date!(2024 - 03 - 01))).unwrap();
    }
    let permit = PermitId::new();

    book.post(&entries::hold(&bucket(), &case(1), 2, date!(2026 - 03 - 10))).unwrap();
    assert_eq!(shown(&book, date!(2026 - 03 - 10)), (120, 1, 2, 117));
    book.post(&entries::grant(&bucket(), &case(1), permit, 2, date!(2026 - 03 - 10))).unwrap();
    assert_eq!(shown(&book, date!(2026 - 03 - 10)), (120, 1, 2, 117));
    let entry = entries::occupy(
        &bucket(),
        &case(2),
        Holder::Permit(permit),
        OccupancyId::new(),
        date!(2026 - 08 - 25),
        date!(2026 - 09 - 01),
    );
    book.post(&entry).unwrap();

    assert_eq!(shown(&book, date!(2026 - 03 - 01)), (120, 3, 0, 117));
    assert_eq!(shown(&book, date!(2026 - 08 - 31)), (120, 1, 2, 117));
    assert_eq!(shown(&book, date!(2026 - 09 - 01)), (120, 1, 1, 118));
    assert_eq!(book.holders(date!(2026 - 08 - 31)).len(), 2);
    assert_eq!(book.holders(date!(2026 - 09 - 01)), [(Holder::Permit(permit), 1)]);
}

#[test]
fn a_new_hold_may_take_what_is_free_on_every_later_day() {
    let mut book = approved(5);
    book.post(&entries::hold(&bucket(), &case(1), 4, date!(2026 - 09 - 01))).unwrap();

    let tightest = book.tightest(date!(2026 - 03 - 01));

    assert_eq!((tightest.on, tightest.available), (date!(2026 - 09 - 01), 1));
    let refusal = book.post(&entries::hold(&bucket(), &case(2), 2, date!(2026 - 03 - 01))).unwrap_err();
    assert_eq!(refusal, Overdrawn { seat: Seat::Free, on: date!(2026 - 09 - 01), short: 1 });
}

#[test]
fn a_refused_movement_leaves_the_book_as_it_was() {
    let mut book = approved(1);
    let before = book.clone();

    let refusal = book.post(&entries::give_back(&bucket(), &case(1), 1, date!(2026 - 03 - 01)));

    assert_eq!(refusal.unwrap_err().short, 1);
    assert_eq!(book, before);
}

#[test]
fn withheld_seats_are_approved_and_not_available() {
    let mut book = approved(10);
    book.post(&entries::withhold(DecisionId::new(), &bucket(), 3, date!(2026 - 01 - 01))).unwrap();

    let figures = book.figures(date!(2026 - 01 - 01));

    assert_eq!((figures.approved, figures.withheld, figures.available), (10, 3, 7));
}

/// What cases try, in any order and on any day.
#[derive(Debug, Clone)]
enum Try {
    Hold(u8, i32, u16),
    GiveBack(u8, i32, u16),
    Grant(u8, i32, u16),
    Occupy(u8, u16, u16),
    Release(i32, u16),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let (case, seats, day) = (0_u8..4, 1_i32..4, 0_u16..60);
    let one = prop_oneof![
        (case.clone(), seats.clone(), day.clone()).prop_map(|(c, n, d)| Try::Hold(c, n, d)),
        (case.clone(), seats.clone(), day.clone()).prop_map(|(c, n, d)| Try::GiveBack(c, n, d)),
        (case.clone(), seats.clone(), day.clone()).prop_map(|(c, n, d)| Try::Grant(c, n, d)),
        (case, day.clone(), day.clone()).prop_map(|(c, d, e)| Try::Occupy(c, d, e)),
        (seats, day).prop_map(|(n, d)| Try::Release(n, d)),
    ];
    prop::collection::vec(one, 0..60)
}

fn day(offset: u16) -> Date {
    date!(2026 - 01 - 01) + time::Duration::days(i64::from(offset))
}

proptest! {
    /// I1, I2, I4, I9: whatever cases try, on no day anybody sits or is promised a seat that is not there, what
    /// is approved stays, and a refused movement changes nothing.
    #[test]
    fn no_day_is_ever_oversold(seats in 0_i32..8, tries in tries()) {
        let mut book = approved(seats);
        let permit = PermitId::new();
        for attempt in tries {
            let movement = match attempt {
                Try::Hold(c, n, d) => entries::hold(&bucket(), &case(c), n, day(d)),
                Try::GiveBack(c, n, d) => entries::give_back(&bucket(), &case(c), n, day(d)),
                Try::Grant(c, n, d) => entries::grant(&bucket(), &case(c), permit, n, day(d)),
                Try::Occupy(c, d, e) => {
                    let seat = OccupancyId::new();
                    entries::occupy(&bucket(), &case(c), Holder::Permit(permit), seat, day(d), day(e))
                }
                Try::Release(n, d) => entries::release(&bucket(), Cause::Permit(permit), permit, n, day(d)),
            };
            let before = book.clone();
            if book.post(&movement).is_err() {
                prop_assert_eq!(&book, &before);
            }
            for offset in 0..61 {
                let figures = book.figures(day(offset));
                let Figures { approved, occupied, reserved, withheld, allowance, available, .. } = figures;
                prop_assert_eq!(approved, seats);
                prop_assert_eq!(available, approved - occupied - reserved - withheld + allowance);
                prop_assert!(available >= 0 && occupied >= 0 && reserved >= 0 && withheld >= 0);
                prop_assert!(book.holders(day(offset)).iter().all(|(_, held)| *held > 0));
                prop_assert!(book.tightest(day(offset)).available <= available);
            }
        }
    }

    /// I5: the two sides of every movement cancel out on every date.
    #[test]
    fn every_transaction_sums_to_zero_on_each_date(n in 1_i32..9, d in 0_u16..60, e in 0_u16..60) {
        let (jurisdiction, permit) = (JurisdictionId::new("jingmen"), PermitId::new());
        let seat = OccupancyId::new();
        for transaction in [
            entries::set_ceiling(DecisionId::new(), &jurisdiction, QuotaType::Inst, n, day(d)),
            entries::approve(DecisionId::new(), &jurisdiction, &bucket(), n, day(d)),
            entries::occupy(&bucket(), &case(1), Holder::Permit(permit), seat, day(d), day(e)),
            entries::release(&bucket(), Cause::Permit(permit), permit, n, day(d)),
        ] {
            let mut sums: BTreeMap<Date, i32> = BTreeMap::new();
            for posting in transaction.postings() {
                prop_assert_ne!(posting.amount, 0);
                *sums.entry(posting.on).or_default() += posting.amount;
            }
            prop_assert!(sums.values().all(|sum| *sum == 0));
        }
    }
}
