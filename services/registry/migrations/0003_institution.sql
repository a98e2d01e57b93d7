-- Which institutions exist, and which decisions gave them their seats. Adds only (expand).
-- Dates ending in `_on` are business dates; `recorded_at` is record time by the business clock.

-- A staffing jurisdiction (管辖): a city, and the counties below it.
create table jurisdiction (
    jurisdiction_id text primary key check (jurisdiction_id ~ '^[a-z0-9.-]+$'),
    name text not null,
    -- GB/T 2260; several functional districts may share one.
    area_code text not null check (area_code ~ '^[0-9]{6}$'),
    level text not null check (level in ('province', 'city', 'county')),
    parent_id text references jurisdiction,
    -- The staffing office (编办) that issues its papers.
    office_name text not null,
    recorded_at timestamptz not null,
    check (parent_id <> jurisdiction_id)
);
create index jurisdiction_parent_idx on jurisdiction (parent_id);

-- An institution (机构) for good; what changes about it is in its versions.
create table institution (
    institution_id text primary key check (institution_id ~ '^[a-z0-9.-]+$'),
    -- Unified social credit code; unique where there is one (domain.md §6.1).
    uscc text constraint institution_uscc_key unique check (length(uscc) = 18)
);

-- What an institution is from a date on, as known from a record time on. Rows are never changed: the version
-- of a day is the one with the latest `from_on` up to it, and of those the one recorded last.
create table institution_version (
    institution_version_id bigint generated always as identity primary key,
    institution_id text not null references institution,
    from_on date not null,
    recorded_at timestamptz not null,
    name text not null,
    kind text not null check (kind in ('organ', 'public_institution', 'psl_institution', 'deliberative')),
    pi_class text check (pi_class in ('I', 'II', 'administrative', 'business')),
    rank text not null,
    rank_equivalent boolean not null,
    supervisor_id text references institution,
    jurisdiction_id text not null references jurisdiction,
    state text not null check (state in ('ACTIVE', 'FROZEN', 'EXIT_ONLY', 'ABOLISHED')),
    unique (institution_id, from_on, recorded_at)
);
create index institution_version_supervisor_idx on institution_version (supervisor_id);

-- Institutions as they are on a day, as known now.
create function institution_on(day date) returns setof institution_version
    language sql stable as $$
    select distinct on (institution_id) *
    from institution_version
    where from_on <= day
    order by institution_id, from_on desc, recorded_at desc
$$;

-- Those of them that somebody may see (domain/visibility.rs): everything, or the own unit, those that it
-- supervises, and those of some jurisdictions.
create function institution_in_view(
    day date, everything boolean, unit text, supervised boolean, jurisdictions text[]
) returns setof institution_version
    language sql stable as $$
    select *
    from institution_on(day) v
    where everything or v.institution_id = unit or (supervised and v.supervisor_id = unit)
        or v.jurisdiction_id = any (jurisdictions)
$$;

-- An internal division (内设机构).
create table division (
    division_id text primary key check (division_id ~ '^[a-z0-9.-]+$'),
    institution_id text not null references institution,
    name text not null,
    rank text not null,
    from_on date not null,
    to_on date check (to_on >= from_on),
    recorded_at timestamptz not null
);
create index division_institution_idx on division (institution_id);

-- A numbered establishment decision (机构编制批复): the only source of seats (domain.md §9 I4).
create table decision (
    decision_id uuid primary key,
    doc_no text not null constraint decision_doc_no_key unique,
    decided_on date not null,
    -- The deciding body.
    body text not null,
    recorded_at timestamptz not null
);

-- What a decision says about seats, line by line.
create table decision_line (
    decision_id uuid not null references decision,
    line_no integer not null check (line_no > 0),
    kind text not null check (kind in ('CEILING', 'APPROVED', 'WITHHELD')),
    jurisdiction_id text not null references jurisdiction,
    -- Null for a ceiling, which belongs to the whole jurisdiction.
    institution_id text references institution,
    quota_type text not null,
    funding text check (funding in ('full', 'partial', 'self')),
    quantity integer not null check (quantity > 0),
    effective_on date not null,
    primary key (decision_id, line_no),
    check ((kind = 'CEILING') = (institution_id is null)),
    check ((institution_id is null) = (funding is null))
);

-- How many seats an institution may ask to use in a year (年度用编计划).
create table plan (
    institution_id text not null references institution,
    year integer not null check (year between 1949 and 2199),
    quota_type text not null,
    funding text not null check (funding in ('full', 'partial', 'self')),
    quantity integer not null check (quantity >= 0),
    doc_no text not null,
    recorded_at timestamptz not null,
    primary key (institution_id, year, quota_type, funding)
);
