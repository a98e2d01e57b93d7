use codes::{Funding, QuotaType};
use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::domain::ids::{InstitutionId, OccupancyId};
use crate::domain::ledger::{Book, Cause, Holder, Seat, entries};

const VALID_TO: Date = date!(2026 - 06 - 30);

pub(in crate::domain) fn permit(quantity: i32) -> Permit {
    Permit {
        id: PermitId::new(),
        doc_no: Some("荆编用〔2026〕5号".into()),
        bucket: Bucket {
            institution_id: InstitutionId::new("hos"),
            quota_type: QuotaType::Inst,
            funding: Funding::Partial,
        },
        channel: Channel::OpenRecruit,
        quantity,
        used: 0,
        valid_from: date!(2026 - 01 - 05),
        valid_to: VALID_TO,
        ending: None,
        case_id: None,
        pins: 0,
    }
}

#[test]
fn a_permit_is_open_then_partly_used_then_used_up() {
    let day = date!(2026 - 03 - 10);
    let fresh = permit(2);
    assert_eq!(fresh.state(day), State::Open);

    let partly = fresh.pin(day).unwrap().consume(day).unwrap();
    assert_eq!((partly.state(day), partly.reserved(), partly.pins), (State::PartlyUsed, 1, 0));
    let used_up = partly.pin(day).unwrap().consume(day).unwrap();

    assert_eq!(used_up.state(day), State::UsedUp);
    assert_eq!(used_up.state(VALID_TO.next_day().unwrap()), State::UsedUp);
    assert_eq!(used_up.pin(day).unwrap_err(), Unusable::UsedUp);
}

#[test]
fn g4_an_expiry_keeps_as_many_unused_seats_as_were_pinned() {
    let day = date!(2026 - 06 - 29);
    let midnight = date!(2026 - 07 - 01);
    let one_used = Permit { used: 1, ..permit(3) };
    let pinned = one_used.pin(day).unwrap();
    assert!(!pinned.is_due(VALID_TO) && pinned.is_due(midnight));

    let (expired, expiry) = pinned.expire();

    assert_eq!(expiry, Expiry { released: 1, kept: 1, from: midnight });
    assert_eq!((expired.state(midnight), expired.is_due(midnight)), (State::Expired, false));
    assert_eq!(expired.clone().pin(midnight).unwrap_err(), Unusable::Expired);
    let consumed = expired.clone().consume(midnight).unwrap();
    assert_eq!((consumed.used, consumed.reserved()), (2, 0));
    let (ended, released) = expired.unpin();
    assert_eq!((ended.reserved(), released), (0, 1));
}

#[test]
fn a_pin_more_than_seats_gives_nothing_back_when_it_goes() {
    let day = date!(2026 - 06 - 29);
    let pinned = permit(1).pin(day).unwrap().pin(day).unwrap();
    let (expired, _) = pinned.expire();

    let (left, released) = expired.unpin();

    assert_eq!((left.reserved(), released), (1, 0));
}

#[test]
fn a_revoked_permit_is_good_for_nothing() {
    let day = date!(2026 - 03 - 10);
    let revoked = Permit { ending: Some(Ending::Revoked), pins: 1, ..permit(2) };

    assert_eq!(revoked.state(day), State::Revoked);
    assert_eq!(revoked.reserved(), 0);
    assert_eq!(revoked.consume(day).unwrap_err(), Unusable::Revoked);
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Pin,
    Unpin,
    Consume,
    NextDay,
}

proptest! {
    /// I17, I18: whatever cases do and whenever midnight comes, `0 ≤ used ≤ quantity`, the ledger keeps for the
    /// permit exactly what it says, and nothing without a pin from before takes a seat of an expired one.
    #[test]
    fn the_ledger_keeps_what_the_permit_says(
        quantity in 1_i32..5,
        steps in prop::collection::vec(
            prop::sample::select(vec![Step::Pin, Step::Unpin, Step::Consume, Step::NextDay]), 0..40),
    ) {
        let mut permit = permit(quantity);
        let bucket = permit.bucket.clone();
        let kept = Seat::Reserved(Holder::Permit(permit.id));
        let mut book = Book::of(bucket.clone(), [(kept, permit.valid_from, quantity)]);
        let mut today = date!(2026 - 06 - 20);
        for step in steps {
            if permit.is_due(today) {
                let (expired, expiry) = permit.clone().expire();
                if expiry.released > 0 {
                    let cause = Cause::Permit(permit.id);
                    book.post(&entries::release(&bucket, cause, permit.id, expiry.released, expiry.from)).unwrap();
                }
                permit = expired;
            }
            let usable = permit.ending.is_none() && permit.unused() > 0;
            match step {
                Step::Pin => match permit.clone().pin(today) {
                    Ok(pinned) => {
                        prop_assert!(usable);
                        permit = pinned;
                    }
                    Err(_) => prop_assert!(!usable),
                },
                Step::Unpin if permit.pins > 0 => {
                    let (left, released) = permit.clone().unpin();
                    if released > 0 {
                        prop_assert!(permit.ending.is_some());
                        let cause = Cause::Permit(permit.id);
                        book.post(&entries::release(&bucket, cause, permit.id, released, today)).unwrap();
                    }
                    permit = left;
                }
                Step::Consume if permit.pins > 0 => {
                    if let Ok(consumed) = permit.clone().consume(today) {
                        let (case, seat) = (CaseId::new("420800-2026-000001"), OccupancyId::new());
                        let holder = Holder::Permit(permit.id);
                        book.post(&entries::occupy(&bucket, &case, holder, seat, today, today)).unwrap();
                        permit = consumed;
                    } else {
                        prop_assert_eq!(permit.unused(), 0);
                    }
                }
                Step::NextDay => today = today.next_day().unwrap(),
                Step::Unpin | Step::Consume => {}
            }
            prop_assert!((0..=permit.quantity).contains(&permit.used));
            let figures = book.figures(today);
            if !permit.is_due(today) {
                prop_assert_eq!(figures.reserved, permit.reserved());
            }
            prop_assert_eq!(figures.occupied, permit.used);
        }
    }
}
