-- Persons, the seats they take, who looked at them, and the changes that made it so. Adds only (expand).

-- A person (人员). The citizen ID is sealed by libs/vault (the key's id is inside) and found by a keyed index.
create table person (
    person_id uuid primary key,
    -- Stands in for the id in range constraints, which need no extension then.
    person_no bigint generated always as identity unique,
    id_number_sealed bytea not null,
    id_number_index bytea not null constraint person_id_number_key unique check (length(id_number_index) = 32),
    name text not null,
    sex text not null check (sex in ('1', '2')),
    birth_on date not null,
    ethnicity text not null,
    education text not null,
    political_status text not null,
    retirement_class text not null check (retirement_class in ('male', 'f55', 'f50')),
    recorded_at timestamptz not null,
    unique (person_id, person_no)
);
create index person_name_idx on person (name, person_id);

-- A seat taken by a person from `from_on` to `to_on`, both on establishment (在编记录). One with `from_on` to
-- come is a committed entry.
create table occupancy (
    occupancy_id uuid primary key,
    person_id uuid not null,
    person_no bigint not null,
    bucket_id bigint not null references bucket,
    division_id text references division,
    post text not null,
    post_level text not null,
    category text not null,
    from_on date not null,
    to_on date,
    channel text not null,
    permit_id uuid references permit,
    -- The case that made it, or LEGACY_IMPORT.
    entry_case_id text not null,
    -- 进编文号, a lasting attribute of the person (domain.md §5.3); null until the paper is issued.
    entry_doc_no text,
    recorded_at timestamptz not null,
    foreign key (person_id, person_no) references person (person_id, person_no),
    check (from_on <= to_on),
    -- I10, I11: nobody sits on two seats on one day, in the whole installation.
    constraint occupancy_no_overlap exclude using gist (
        int8range(person_no, person_no, '[]') with &&,
        daterange(from_on, to_on, '[]') with &&)
);
create index occupancy_person_idx on occupancy (person_id);
create index occupancy_bucket_idx on occupancy (bucket_id, from_on);

-- A decided change in force: one per case.
create table change (
    change_id uuid primary key,
    case_id text not null constraint change_case_key unique,
    case_version integer not null,
    item text not null check (item in ('quota_use', 'entry')),
    bucket_id bigint not null references bucket,
    permit_id uuid references permit,
    person_id uuid references person,
    occupancy_id uuid references occupancy,
    -- Who approved, on which basis.
    operator_id text not null,
    unit_id text not null,
    certificate_serial text not null,
    basis text not null,
    decided_on date not null,
    recorded_at timestamptz not null,
    -- Numbers of the papers, recorded before the case completes.
    slip_no text,
    letter_no text,
    funding_no text,
    documented_at timestamptz,
    check ((documented_at is null) = (slip_no is null))
);

-- Every look at a person, with its purpose (domain.md §9 I39). Without a person: a search that found nobody.
create table person_access (
    person_access_id bigint generated always as identity primary key,
    person_id uuid references person,
    principal_id text not null,
    unit_id text,
    certificate_serial text not null,
    method text not null,
    purpose text not null check (length(purpose) between 2 and 200),
    accessed_at timestamptz not null
);
create index person_access_person_idx on person_access (person_id, accessed_at);

create trigger person_access_append_only
    before update or delete or truncate on person_access
    for each statement execute function refuse_change();
