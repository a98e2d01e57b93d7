-- On each day on which something begins, a bucket's occupied seats are the persons who sit there (I3).
with day as (
    select bucket_id, effective_on as day
    from posting join account using (account_id) where bucket_id is not null
    union
    select bucket_id, from_on from occupancy
)
select count(*) from day d
where (
    select coalesce(sum(p.amount), 0) from posting p join account a using (account_id)
    where a.bucket_id = d.bucket_id and p.kind = 'occupied' and p.effective_on <= d.day
) <> (
    select count(*) from occupancy o
    where o.bucket_id = d.bucket_id and o.from_on <= d.day and (o.to_on is null or d.day <= o.to_on)
)
