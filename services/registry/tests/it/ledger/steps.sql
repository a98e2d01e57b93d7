-- Steps whose amount is not the sum of the postings up to their date, and dates of postings without a step.
select count(*) from (
    select b.account_id, b.holder_id, b.from_on
    from balance b
    where b.amount <> (
        select coalesce(sum(p.amount), 0) from posting p
        where p.account_id = b.account_id and p.holder_kind = b.holder_kind and p.holder_id = b.holder_id
            and p.effective_on <= b.from_on)
    union all
    select p.account_id, p.holder_id, p.effective_on
    from posting p
    where not exists (
        select from balance b
        where b.account_id = p.account_id and b.holder_kind = p.holder_kind and b.holder_id = p.holder_id
            and b.from_on = p.effective_on)
) wrong
