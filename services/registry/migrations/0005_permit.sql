-- Permits, what cases hold and have pinned, and what was changed. Adds only (expand).

-- A quota-use approval (准许用编). Its state follows from these columns (domain/permit.rs).
create table permit (
    permit_id uuid primary key,
    -- Null until its paper is issued.
    doc_no text constraint permit_doc_no_key unique,
    bucket_id bigint not null references bucket,
    channel text not null,
    quantity integer not null check (quantity > 0),
    used integer not null default 0,
    valid_from_on date not null,
    valid_to_on date not null,
    -- When its expiry was posted; the seats went back from the day after `valid_to_on`, whenever that was.
    expired_at timestamptz,
    revoked_at timestamptz,
    -- Null for an imported one.
    case_id text,
    recorded_at timestamptz not null,
    constraint permit_used_within_quantity check (used between 0 and quantity),
    check (valid_from_on <= valid_to_on),
    check (expired_at is null or revoked_at is null)
);
create index permit_bucket_idx on permit (bucket_id);
create index permit_due_idx on permit (valid_to_on) where expired_at is null and revoked_at is null;

-- Seats taken exclusively by a submitted case, keyed by case and version.
create table hold (
    hold_id uuid primary key,
    case_id text not null,
    case_version integer not null,
    bucket_id bigint not null references bucket,
    quantity integer not null check (quantity > 0),
    -- `quota_use`, or `entry` by a channel that needs no permit.
    item text not null check (item in ('quota_use', 'entry')),
    from_on date not null,
    held_at timestamptz not null,
    operator_id text not null,
    unit_id text not null,
    certificate_serial text not null,
    ended_at timestamptz,
    ending text check (ending in ('given_back', 'granted', 'committed')),
    ended_operator_id text,
    ended_unit_id text,
    ended_certificate_serial text,
    check ((ended_at is null) = (ending is null)),
    check (num_nulls(ended_at, ended_operator_id, ended_unit_id, ended_certificate_serial) in (0, 4))
);
create unique index hold_open_key on hold (case_id) where ended_at is null;
create index hold_open_bucket_idx on hold (bucket_id) where ended_at is null;

-- A case's right to a seat of a permit; it takes no seat.
create table pin (
    pin_id uuid primary key,
    case_id text not null,
    permit_id uuid not null references permit,
    pinned_at timestamptz not null,
    operator_id text not null,
    unit_id text not null,
    certificate_serial text not null,
    ended_at timestamptz,
    ending text check (ending in ('taken_off', 'consumed')),
    ended_operator_id text,
    ended_unit_id text,
    ended_certificate_serial text,
    check ((ended_at is null) = (ending is null)),
    check (num_nulls(ended_at, ended_operator_id, ended_unit_id, ended_certificate_serial) in (0, 4))
);
create unique index pin_open_key on pin (case_id) where ended_at is null;
create index pin_open_permit_idx on pin (permit_id) where ended_at is null;
