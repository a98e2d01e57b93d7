-- More than is there for one week, and back again.
insert into ledger_transaction (transaction_id, cause_kind, cause_id, recorded_at)
values ('00000000-0000-0000-0000-000000000001', 'case', 'x', now());
insert into posting (transaction_id, account_id, kind, holder_kind, holder_id, amount, effective_on)
select '00000000-0000-0000-0000-000000000001', a.account_id, a.kind, p.holder_kind, p.holder_id, p.amount,
    p.effective_on
from (values
    ('free', '', '', -4, date '2026-05-01'),
    ('reserved', 'case', 'x', 4, date '2026-05-01'),
    ('reserved', 'case', 'x', -4, date '2026-05-08'),
    ('free', '', '', 4, date '2026-05-08')
) as p (kind, holder_kind, holder_id, amount, effective_on)
join account a on a.kind = p.kind and a.bucket_id is not null;
