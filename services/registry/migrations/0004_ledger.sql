-- The ledger of seats (domain.md §3.10): a double entry over business dates that the database keeps balanced,
-- and step functions that it keeps from ever going below nothing. Adds only (expand).

-- Seats of one institution, quota type and funding form: no seat crosses its border without a decision.
create table bucket (
    bucket_id bigint generated always as identity primary key,
    institution_id text not null references institution,
    quota_type text not null check (quota_type in
        ('ADMIN', 'POLLEGAL', 'WORKER', 'PSL', 'INST', 'SINGLE', 'FILED')),
    funding text not null check (funding in ('full', 'partial', 'self')),
    -- Answers about this bucket up to this record time are final: whatever is recorded next gets a later time
    -- (docs/decisions/0021). Its row is what a command locks that decides about the bucket.
    known_until timestamptz not null,
    constraint bucket_key unique (institution_id, quota_type, funding)
);

-- Where seats can be. Those of a bucket add up to what is approved; `allowance` is negative because people
-- beyond the quota sit on it; `ceiling` is the source and therefore negative too.
create table account (
    account_id bigint generated always as identity primary key,
    kind text not null,
    bucket_id bigint references bucket,
    jurisdiction_id text references jurisdiction,
    quota_type text,
    unique (account_id, kind),
    constraint account_bucket_key unique (bucket_id, kind),
    constraint account_jurisdiction_key unique (jurisdiction_id, quota_type, kind),
    check (
        (bucket_id is not null and jurisdiction_id is null and quota_type is null
            and kind in ('free', 'reserved', 'occupied', 'withheld', 'allowance'))
        or (bucket_id is null and jurisdiction_id is not null and quota_type is not null
            and kind in ('pool', 'pool_withheld', 'ceiling')))
);

-- Why seats moved, and when that was written down.
create table ledger_transaction (
    transaction_id uuid primary key,
    cause_kind text not null check (cause_kind in ('decision', 'permit', 'case', 'import')),
    -- Decision id, permit id, case id, or the id of the imported occupancy or permit.
    cause_id text not null,
    recorded_at timestamptz not null
);
create index ledger_transaction_cause_idx on ledger_transaction (cause_kind, cause_id);

-- One side of a movement of seats: from `effective_on` on, the account has `amount` more (or fewer).
create table posting (
    posting_id bigint generated always as identity primary key,
    transaction_id uuid not null references ledger_transaction,
    account_id bigint not null,
    kind text not null,
    -- Who has reserved seats: empty on every other account.
    holder_kind text not null default '',
    holder_id text not null default '',
    amount integer not null check (amount <> 0),
    effective_on date not null,
    foreign key (account_id, kind) references account (account_id, kind),
    constraint posting_holder_on_reserved check (
        case when kind = 'reserved'
            then holder_kind in ('case', 'permit', 'committed_entry') and holder_id <> ''
            else holder_kind = '' and holder_id = '' end)
);
create index posting_account_idx on posting (account_id, effective_on);
create index posting_transaction_idx on posting (transaction_id);

-- The step functions: `amount` is what the account (for `reserved`: each holder) has from `from_on` until the
-- next step. Written by the trigger below only; derivable from the postings at any time.
create table balance (
    account_id bigint not null,
    kind text not null,
    holder_kind text not null,
    holder_id text not null,
    from_on date not null,
    amount integer not null,
    primary key (account_id, holder_kind, holder_id, from_on),
    foreign key (account_id, kind) references account (account_id, kind),
    constraint balance_free_not_negative check (kind <> 'free' or amount >= 0),
    constraint balance_reserved_not_negative check (kind <> 'reserved' or amount >= 0),
    constraint balance_occupied_not_negative check (kind <> 'occupied' or amount >= 0),
    constraint balance_withheld_not_negative check (kind <> 'withheld' or amount >= 0),
    constraint balance_allowance_not_positive check (kind <> 'allowance' or amount <= 0),
    constraint balance_pool_not_negative check (kind <> 'pool' or amount >= 0),
    constraint balance_pool_withheld_not_negative check (kind <> 'pool_withheld' or amount >= 0),
    constraint balance_ceiling_not_positive check (kind <> 'ceiling' or amount <= 0)
);

-- A posting raises every later step. One statement sets each step to its final amount, so that only what
-- would really be below nothing on some day breaks a constraint, in whatever order postings come.
create function carry_postings_into_balance() returns trigger language plpgsql as $$
begin
    insert into balance (account_id, kind, holder_kind, holder_id, from_on, amount)
    select distinct p.account_id, p.kind, p.holder_kind, p.holder_id, p.effective_on,
        coalesce((
            select b.amount from balance b
            where b.account_id = p.account_id and b.holder_kind = p.holder_kind
                and b.holder_id = p.holder_id and b.from_on < p.effective_on
            order by b.from_on desc limit 1), 0)
    from new_posting p
    on conflict do nothing;

    with change as (
        select account_id, holder_kind, holder_id, effective_on, sum(amount) as amount
        from new_posting
        group by account_id, holder_kind, holder_id, effective_on
    ), raise as (
        select account_id, holder_kind, holder_id, effective_on as from_on,
            lead(effective_on) over account as until_on,
            sum(amount) over account as amount
        from change
        window account as (partition by account_id, holder_kind, holder_id order by effective_on)
    )
    update balance b
    set amount = b.amount + r.amount
    from raise r
    where b.account_id = r.account_id and b.holder_kind = r.holder_kind and b.holder_id = r.holder_id
        and b.from_on >= r.from_on and (r.until_on is null or b.from_on < r.until_on);
    return null;
end $$;

create trigger posting_moves_balance
    after insert on posting
    referencing new table as new_posting
    for each statement execute function carry_postings_into_balance();

-- What is written stays written: a wrong posting is reversed by another one.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;

create trigger posting_append_only
    before update or delete or truncate on posting
    for each statement execute function refuse_change();
create trigger ledger_transaction_append_only
    before update or delete or truncate on ledger_transaction
    for each statement execute function refuse_change();

-- Seats are neither made nor lost: on every date the postings of a transaction sum to zero. Deferred, because
-- the two sides may come in two statements.
create function refuse_unbalanced() returns trigger language plpgsql as $$
begin
    if (select sum(amount) from posting
        where transaction_id = new.transaction_id and effective_on = new.effective_on) <> 0 then
        raise exception 'postings of transaction % do not sum to zero on %', new.transaction_id, new.effective_on
            using errcode = 'check_violation', constraint = 'posting_balanced', table = 'posting';
    end if;
    return null;
end $$;

create constraint trigger posting_balanced
    after insert on posting
    deferrable initially deferred
    for each row execute function refuse_unbalanced();
