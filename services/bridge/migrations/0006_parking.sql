-- A message that a partner can't apply parks its key: what follows waits, until it was sent again and applied.
-- Adds only (expand): new columns have defaults, and the checks only allow more.

alter table delivery
    -- The unit of order: the institution that the message is about.
    add column key text not null default '',
    -- How often it was sent on purpose.
    add column attempt integer not null default 1 check (attempt >= 1),
    -- Order of telling: in which those that wait are sent.
    add column told_no bigint generated always as identity,
    -- What sending it needs once more.
    add column data_schema text not null default '',
    add column traceparent text,
    -- A message that waits has no place in the stream yet.
    alter column sequence drop not null,
    drop constraint delivery_state_check,
    add constraint delivery_state_known
        check (state in ('WAITING', 'SENT', 'RECEIVED', 'VALIDATED', 'APPLIED', 'PARKED')),
    add constraint delivery_waiting_unsent check ((state = 'WAITING') = (sequence is null));
create index delivery_key_idx on delivery (partner_id, key, told_no) where applied_at is null;

alter table receipt
    drop constraint receipt_kind_check,
    add constraint receipt_kind_known check (kind in ('RECEIVED', 'VALIDATED', 'APPLIED', 'REJECTED'));

-- Who had a parked message sent again: grows only.
create table redrive (
    event_id uuid not null references delivery,
    -- The attempt that it began.
    attempt integer not null check (attempt >= 2),
    operator_id text not null,
    unit_id text not null,
    certificate_serial text not null,
    redriven_at timestamptz not null,
    primary key (event_id, attempt)
);
