-- What was told on paper. Expand only.

-- The register of a series (文号登记簿): one row per jurisdiction, kind and year, opened once and explained.
-- Its row lock is the queue in which numbers are given.
create table series (
    jurisdiction_id text not null,
    kind text not null,
    year integer not null check (year between 2000 and 2099),
    -- Agency code (代字), e.g. 荆编用.
    prefix text not null check (prefix <> ''),
    -- The last number used before this register began, 0 for none.
    opened_after integer not null check (opened_after >= 0),
    last_number integer not null,
    explanation text not null check (explanation <> ''),
    -- The operator who opened it; null when the register of the year before was carried on.
    opened_by text,
    opened_at timestamptz not null,
    constraint series_pkey primary key (jurisdiction_id, kind, year),
    -- Two series with one prefix would give one number to two papers.
    constraint series_prefix_key unique (prefix, year),
    constraint series_last_number_check check (last_number >= opened_after)
);

-- A numbered, sealed paper. Nothing but its state ever changes.
create table document (
    document_id uuid primary key,
    doc_no text not null constraint document_doc_no_key unique,
    jurisdiction_id text not null,
    kind text not null,
    year integer not null,
    serial integer not null,
    case_id text not null,
    unit_id text not null,
    department_id text not null,
    -- RFC 8785 JSON of the words, byte for byte as hashed.
    canonical_json text not null,
    content_sm3 bytea not null check (length(content_sm3) = 32),
    -- Raw SM2 signature, r and s.
    signature bytea not null check (length(signature) = 64),
    key_id text not null,
    doc_key bytea not null constraint document_doc_key_key unique check (length(doc_key) = 10),
    qr_payload text not null,
    issued_on date not null,
    issued_at timestamptz not null,
    -- Who approved: operator, unit, certificate serial.
    approved_by jsonb not null,
    state text not null check (state in ('ISSUED', 'CONSUMED', 'EXPIRED', 'SUPERSEDED', 'REVOKED')),
    -- Since when it is no longer as issued.
    state_since timestamptz,
    -- The paper that this one takes the place of.
    supersedes uuid references document,
    constraint document_number_key unique (jurisdiction_id, kind, year, serial),
    foreign key (jurisdiction_id, kind, year) references series,
    check ((state = 'ISSUED') = (state_since is null))
);
create index document_case_idx on document (case_id);
create index document_unit_idx on document (unit_id, document_id);
create index document_department_idx on document (department_id, document_id);
create index document_jurisdiction_idx on document (jurisdiction_id, document_id);

-- The register of numbers: each is a document's, or void with its reason (domain.md §5.3). Contiguous from
-- series.opened_after + 1.
create table number (
    jurisdiction_id text not null,
    kind text not null,
    year integer not null,
    serial integer not null,
    document_id uuid unique references document,
    void_reason text,
    constraint number_pkey primary key (jurisdiction_id, kind, year, serial),
    foreign key (jurisdiction_id, kind, year) references series,
    constraint number_used_or_void check ((document_id is null) <> (void_reason is null))
);

-- One copy (联) of a document, made from it after it was issued and never again.
create table rendering (
    document_id uuid not null references document,
    copy text not null,
    sha256 bytea check (length(sha256) = 32),
    sm3 bytea check (length(sm3) = 32),
    size_bytes bigint check (size_bytes > 0),
    rendered_at timestamptz,
    -- Whoever moved this into the future works on it; system time.
    due_at timestamptz not null,
    tries integer not null default 0,
    primary key (document_id, copy),
    constraint rendering_whole check (
        (sha256 is null) = (rendered_at is null) and (sm3 is null) = (rendered_at is null)
        and (size_bytes is null) = (rendered_at is null))
);
create index rendering_due_idx on rendering (due_at) where rendered_at is null;

-- Every scan (domain.md §5.6): who, where, when, with what result. Never deleted.
create table scan (
    scan_id bigint generated always as identity primary key,
    principal_id text not null,
    certificate_serial text not null,
    unit_id text,
    place text not null,
    scanned_at timestamptz not null,
    -- What the scanner typed, cut to 400 characters.
    payload text not null,
    verdict text not null,
    document_id uuid references document,
    -- The document's state as answered.
    state text
);
create index scan_document_idx on scan (document_id, scanned_at);
create index scan_principal_idx on scan (principal_id, scanned_at);
