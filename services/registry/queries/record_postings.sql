-- Postings by the names of their accounts. An unknown account drops its row, and the caller counts them.
insert into posting (transaction_id, account_id, kind, holder_kind, holder_id, amount, effective_on)
select p.transaction_id, a.account_id, a.kind, p.holder_kind, p.holder_id, p.amount, p.effective_on
from unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[],
    $6::text[], $7::text[], $8::text[], $9::integer[], $10::date[]
) as p (
    transaction_id, institution_id, jurisdiction_id, quota_type, funding,
    kind, holder_kind, holder_id, amount, effective_on
)
left join bucket b
    on b.institution_id = p.institution_id and b.quota_type = p.quota_type and b.funding = p.funding
join account a
    on a.kind = p.kind
    and (a.bucket_id = b.bucket_id
        or (a.jurisdiction_id = p.jurisdiction_id and a.quota_type = p.quota_type))
