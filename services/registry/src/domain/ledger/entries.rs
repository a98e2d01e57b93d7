//! The movements of seats that the office knows, by name. Ids are made here, since they mean nothing.

use codes::QuotaType;
use time::Date;
use uuid::Uuid;

use super::{Account, Cause, Holder, Move, Seat, Stock, Transaction};
use crate::domain::bucket::Bucket;
use crate::domain::ids::{CaseId, DecisionId, JurisdictionId, OccupancyId, PermitId, TransactionId};

/// A decision caps the seats of a jurisdiction: they come into its pool.
pub fn set_ceiling(
    decision: DecisionId,
    jurisdiction: &JurisdictionId,
    quota_type: QuotaType,
    quantity: i32,
    on: Date,
) -> Transaction {
    let account = |pool| Account::Jurisdiction(jurisdiction.clone(), quota_type, pool);
    let moves = vec![Move { from: account(Stock::Ceiling), to: account(Stock::Pool), quantity, on }];
    transaction(Cause::Decision(decision), moves)
}

/// A decision approves seats for a bucket, out of its jurisdiction's pool.
pub fn approve(
    decision: DecisionId,
    jurisdiction: &JurisdictionId,
    bucket: &Bucket,
    quantity: i32,
    on: Date,
) -> Transaction {
    let from = Account::Jurisdiction(jurisdiction.clone(), bucket.quota_type, Stock::Pool);
    let to = Account::Bucket(bucket.clone(), Seat::Free);
    transaction(Cause::Decision(decision), vec![Move { from, to, quantity, on }])
}

/// A decision withholds free seats of a bucket (控编).
pub fn withhold(decision: DecisionId, bucket: &Bucket, quantity: i32, on: Date) -> Transaction {
    within(Cause::Decision(decision), bucket, [(Seat::Free, Seat::Withheld, quantity, on)])
}

/// A submitted case takes free seats for itself.
pub fn hold(bucket: &Bucket, case: &CaseId, quantity: i32, from: Date) -> Transaction {
    let held = Seat::Reserved(Holder::Case(case.clone()));
    within(Cause::Case(case.clone()), bucket, [(Seat::Free, held, quantity, from)])
}

/// A case gives back what it held.
pub fn give_back(bucket: &Bucket, case: &CaseId, quantity: i32, from: Date) -> Transaction {
    let held = Seat::Reserved(Holder::Case(case.clone()));
    within(Cause::Case(case.clone()), bucket, [(held, Seat::Free, quantity, from)])
}

/// An approved request's hold becomes its permit's.
pub fn grant(bucket: &Bucket, case: &CaseId, permit: PermitId, quantity: i32, from: Date) -> Transaction {
    let held = Seat::Reserved(Holder::Case(case.clone()));
    let granted = Seat::Reserved(Holder::Permit(permit));
    within(Cause::Case(case.clone()), bucket, [(held, granted, quantity, from)])
}

/// A permit's unused seats go back when it expires, or when the last pin that kept one is gone.
pub fn release(bucket: &Bucket, cause: Cause, permit: PermitId, quantity: i32, from: Date) -> Transaction {
    let granted = Seat::Reserved(Holder::Permit(permit));
    within(cause, bucket, [(granted, Seat::Free, quantity, from)])
}

/// An approved entry takes its seat: reserved for it from the day of the decision, occupied from its own.
///
/// When its own day is not after the decision's, the person sits from there, and nothing is committed.
pub fn occupy(
    bucket: &Bucket,
    case: &CaseId,
    holder: Holder,
    occupancy: OccupancyId,
    decided_on: Date,
    effective_on: Date,
) -> Transaction {
    let held = Seat::Reserved(holder);
    let cause = Cause::Case(case.clone());
    if effective_on <= decided_on {
        return within(cause, bucket, [(held, Seat::Occupied, 1, effective_on)]);
    }
    let committed = Seat::Reserved(Holder::CommittedEntry(occupancy));
    within(
        cause,
        bucket,
        [(held, committed.clone(), 1, decided_on), (committed, Seat::Occupied, 1, effective_on)],
    )
}

/// An imported person sits from his or her entry on.
pub fn import_occupancy(bucket: &Bucket, occupancy: OccupancyId, from: Date) -> Transaction {
    import(bucket, occupancy.as_uuid(), Seat::Occupied, 1, from)
}

/// An imported permit reserves what is unused of it.
pub fn import_permit(bucket: &Bucket, permit: PermitId, unused: i32, from: Date) -> Transaction {
    import(bucket, permit.as_uuid(), Seat::Reserved(Holder::Permit(permit)), unused, from)
}

fn import(bucket: &Bucket, what: Uuid, to: Seat, quantity: i32, on: Date) -> Transaction {
    within(Cause::Import(what), bucket, [(Seat::Free, to, quantity, on)])
}

fn within<const N: usize>(cause: Cause, bucket: &Bucket, moves: [(Seat, Seat, i32, Date); N]) -> Transaction {
    let account = |seat| Account::Bucket(bucket.clone(), seat);
    let moves = moves
        .into_iter()
        .map(|(from, to, quantity, on)| Move { from: account(from), to: account(to), quantity, on })
        .collect();
    transaction(cause, moves)
}

fn transaction(cause: Cause, moves: Vec<Move>) -> Transaction {
    Transaction { id: TransactionId::new(), cause, moves }
}
