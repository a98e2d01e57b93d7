-- Certificates, tokens and the directory. Adds only (expand).
-- Times of certificates and tokens are system time; those of the directory are business time.

-- The directory's version, raised by every change that the trust snapshot shows; its row lock makes the
-- order of versions the order of commits.
create table trust (
    only_row boolean primary key default true check (only_row),
    version bigint not null,
    -- When a directory was imported; an installation is imported once.
    imported_at timestamptz
);
insert into trust (version) values (0);

create table unit (
    unit_id text primary key,
    name text not null,
    kinds text[] not null check (cardinality(kinds) > 0),
    department_id text not null references unit deferrable initially deferred,
    -- Both unknown until the import for the units of seeded operators.
    jurisdiction_id text,
    area_code text,
    -- Empty: all items.
    permitted_items text[] not null,
    check ((jurisdiction_id is null) = (area_code is null))
);

create table operator (
    operator_id text primary key,
    unit_id text not null references unit,
    display_name text not null,
    desks text[] not null,
    duties text[] not null,
    superior_id text references operator deferrable initially deferred,
    person_id uuid
);
create index operator_unit_idx on operator (unit_id, operator_id);

create table partner (
    partner_id text primary key,
    unit_id text not null references unit,
    role text not null,
    area_code text not null,
    -- How often its system was enrolled: the generation of its name.
    enrolments integer not null default 0 check (enrolments >= 0)
);

create table certificate (
    serial text primary key check (serial ~ '^[0-9A-F]+$'),
    -- Order of issuing, for lists.
    issue_no bigint generated always as identity constraint certificate_issue_no_key unique,
    kind text not null check (kind in ('mesh', 'unit', 'partner')),
    principal_id text not null,
    -- The unit that a person's certificate is bound to; its generation for a partner's.
    unit_id text,
    generation integer,
    spiffe_id text not null,
    not_before timestamptz not null,
    not_after timestamptz not null,
    -- Leaf and issuing CA, PEM.
    chain text not null,
    revoked_at timestamptz,
    revoke_reason text,
    check ((kind = 'unit') = (unit_id is not null)),
    check ((kind = 'partner') = (generation is not null)),
    check ((revoked_at is null) = (revoke_reason is null))
);
create index certificate_principal_idx on certificate (principal_id, issue_no);
create index certificate_revoked_idx on certificate (not_after) where revoked_at is not null;

-- What happened to certificates: grows only.
create table certificate_log (
    entry_no bigint generated always as identity primary key,
    serial text not null references certificate,
    act text not null check (act in ('enrolled', 'renewed', 'revoked')),
    -- Id of the principal that did it, or whose token did.
    acted_by text not null,
    acted_at timestamptz not null
);
create index certificate_log_serial_idx on certificate_log (serial);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% only grows', tg_table_name;
end $$;
create trigger certificate_log_only_grows before update or delete or truncate on certificate_log
    for each statement execute function refuse_change();

-- One-time tokens. The secret is derived from the id by a key outside the database.
create table enrolment_token (
    enrolment_token_id uuid primary key,
    digest bytea not null constraint enrolment_token_digest_key unique check (length(digest) = 32),
    kind text not null check (kind in ('mesh', 'unit', 'partner')),
    principal_id text not null,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    -- Both set once it was used: for which signing request, and what it gave.
    request_digest bytea check (length(request_digest) = 32),
    serial text references certificate,
    check ((request_digest is null) = (serial is null))
);

-- Tokens of `identity init`: each makes enrolment tokens until it expires.
create table administrator_token (
    digest bytea primary key check (length(digest) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
