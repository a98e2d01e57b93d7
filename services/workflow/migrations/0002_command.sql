-- Requests asked once and answered once, effects in other houses, refused attempts.
-- The original is libs/command/command.sql; each service's migration is a byte-identical copy.

-- A mutating request: unique per principal, answered in the commit of its effect, kept 30 days.
create table request (
    principal_id text not null,
    request_id uuid not null,
    -- SHA-256 of method and content: the same id with another digest is REQUEST_ID_REUSED.
    digest bytea not null check (length(digest) = 32),
    -- The command's result; null while an effect is under way.
    answer jsonb,
    claimed_at timestamptz not null,
    answered_at timestamptz,
    primary key (principal_id, request_id),
    check ((answer is null) = (answered_at is null))
);
create index request_claimed_at_idx on request (claimed_at);

-- What must happen in another house because of a commit here: intent → call → outcome.
create table effect (
    effect_id uuid primary key,
    -- What to do, e.g. `submit`; the house knows how.
    kind text not null,
    -- On what, e.g. a case number.
    subject text not null,
    version integer not null,
    step text not null,
    attempt integer not null,
    intent jsonb not null,
    -- The request that its outcome answers.
    principal_id text,
    request_id uuid,
    traceparent text,
    -- Whoever holds the lease works on it; system time.
    leased_until timestamptz not null,
    tries integer not null default 1,
    last_error text,
    intended_at timestamptz not null,
    settled_at timestamptz,
    constraint effect_step_key unique (subject, version, step, attempt),
    foreign key (principal_id, request_id) references request
);
create index effect_due_idx on effect (leased_until) where settled_at is null;

-- Attempts that were refused (domain.md §9 I22): recorded in a transaction of their own, never deleted.
create table refused_attempt (
    refused_attempt_id bigint generated always as identity primary key,
    principal_id text not null,
    unit_id text,
    certificate_serial text not null,
    method text not null,
    reason text not null,
    -- SHA-256 of the request as received.
    seen_hash bytea not null,
    trace_id text,
    attempted_at timestamptz not null
);
create index refused_attempt_principal_idx on refused_attempt (principal_id, attempted_at);
