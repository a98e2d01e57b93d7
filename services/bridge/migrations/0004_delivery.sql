-- What partners are told: the registry's change joined with the completion of its case.
create table case_join (
    case_id text primary key,
    -- The two facts, as they came; ids and figures only.
    change jsonb,
    completion jsonb,
    check (num_nonnulls(change, completion) >= 1)
);

-- One counter per partner topic, so that a gap in a partner's stream is visible.
create table stream (
    topic text primary key,
    last_sequence bigint not null check (last_sequence >= 1)
);

-- One message to one partner, followed to its applied receipt.
create table delivery (
    event_id uuid primary key,
    partner_id text not null,
    area_code text not null,
    sequence bigint not null check (sequence >= 1),
    case_id text not null,
    event_type text not null,
    -- The message, sealed: it holds what this partner may know.
    body bytea not null,
    state text not null check (state in ('SENT', 'RECEIVED', 'VALIDATED', 'APPLIED', 'PARKED')),
    sent_at timestamptz not null,
    applied_at timestamptz,
    partner_record text not null default '',
    problem text not null default '',
    trace_id text not null default '',
    constraint delivery_sequence_key unique (partner_id, sequence),
    check ((state = 'APPLIED') = (applied_at is not null))
);
create index delivery_case_idx on delivery (case_id);
create index delivery_unapplied_idx on delivery (partner_id, sent_at) where applied_at is null;

-- Receipts as partners gave them; the signature is kept with what it covers.
create table receipt (
    partner_id text not null,
    receipt_id text not null,
    event_id uuid not null references delivery,
    kind text not null check (kind in ('RECEIVED', 'VALIDATED', 'APPLIED')),
    signature text not null default '',
    received_at timestamptz not null,
    primary key (partner_id, receipt_id)
);
