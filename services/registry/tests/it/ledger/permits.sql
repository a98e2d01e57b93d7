-- A permit keeps its unused seats reserved; after its expiry as many of them as pins keep (I17).
select count(*) from permit p
where (
    select coalesce(sum(amount), 0) from posting
    where holder_kind = 'permit' and holder_id = p.permit_id::text
) <> case when p.expired_at is null then p.quantity - p.used
    else least(p.quantity - p.used,
        (select count(*) from pin where pin.permit_id = p.permit_id and ended_at is null)) end
