-- What must never be so (domain.md §9), counted: every number stays 0.
with step as (
    -- I33: a step is the sum of the postings up to its date, and every posting has its step.
    select count(*) as number
    from balance b
    where b.amount <> (
        select coalesce(sum(p.amount), 0) from posting p
        where p.account_id = b.account_id and p.holder_kind = b.holder_kind and p.holder_id = b.holder_id
            and p.effective_on <= b.from_on)
), stepless as (
    select count(*) as number
    from posting p
    where not exists (
        select from balance b
        where b.account_id = p.account_id and b.holder_kind = p.holder_kind and b.holder_id = p.holder_id
            and b.from_on = p.effective_on)
), sum as (
    -- I5: on no date seats are made or lost.
    select count(*) as number
    from (select from posting group by effective_on having sum(amount) <> 0) dates
), day as (
    select a.bucket_id, p.effective_on as day
    from posting p join account a using (account_id)
    where a.bucket_id is not null
    union
    select bucket_id, from_on from occupancy
), seat as (
    -- I3: on each day on which something begins, a bucket's occupied seats are the persons who sit there.
    select count(*) as number
    from day d
    where (
        select coalesce(sum(p.amount), 0) from posting p join account a using (account_id)
        where a.bucket_id = d.bucket_id and p.kind = 'occupied' and p.effective_on <= d.day
    ) <> (
        select count(*) from occupancy o
        where o.bucket_id = d.bucket_id and o.from_on <= d.day and (o.to_on is null or d.day <= o.to_on))
), kept as (
    -- I17: a permit keeps its unused seats reserved; after its expiry as many of them as pins keep.
    select count(*) as number
    from permit p
    where p.revoked_at is null and (
        select coalesce(sum(amount), 0) from posting
        where holder_kind = 'permit' and holder_id = p.permit_id::text
    ) <> case when p.expired_at is null then p.quantity - p.used
        else least(p.quantity - p.used, (
            select count(*) from pin where pin.permit_id = p.permit_id and pin.ended_at is null)) end
), held as (
    -- I25: what cases hold in the ledger is what their open holds say.
    select count(*) as number
    from (
        select holder_id as case_id, sum(amount) as seats from posting where holder_kind = 'case' group by holder_id
    ) ledger
    full join (
        select case_id, sum(quantity) as seats from hold where ended_at is null group by case_id
    ) open using (case_id)
    where coalesce(ledger.seats, 0) <> coalesce(open.seats, 0)
)
select step.number as "steps!", stepless.number as "stepless!", sum.number as "sums!", seat.number as "seats!",
    kept.number as "kept!", held.number as "held!"
from step, stepless, sum, seat, kept, held
