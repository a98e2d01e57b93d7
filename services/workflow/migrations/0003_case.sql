-- Item definitions, cases, and everything that a case carries. Expands; nothing is taken away.

-- One version of how an item is handled (事项定义). Never changed: a case is pinned to its version.
create table definition (
    item text not null,
    version integer not null check (version >= 1),
    -- As published, byte for byte.
    yaml text not null,
    -- What it says, so that a running case does not parse YAML.
    parsed jsonb not null,
    -- SM3 of the YAML, lower-case hexadecimal.
    sm3 text not null check (sm3 ~ '^[0-9a-f]{64}$'),
    publisher_id text not null,
    published_at timestamptz not null,
    primary key (item, version)
);

-- The last part of a case number `<area code>-<year>-<six digits>`. A plain sequence: gaps are allowed.
create sequence case_number as integer minvalue 1 maxvalue 999999;

-- A case (办件). Its form is in case_version, since it holds personal data.
create table case_file (
    case_id text primary key check (case_id ~ '^[0-9]{6}-[0-9]{4}-[0-9]{6}$'),
    item text not null,
    sub_type text not null,
    definition_version integer not null,
    -- Submission count: 1 from the draft on, one more with each submission after a return.
    version integer not null check (version >= 1),
    unit_id text not null,
    department_id text not null,
    jurisdiction_id text not null,
    area_code text not null,
    drafter_id text not null,
    drafter_unit_id text not null,
    drafter_serial text not null,
    submitter_id text,
    submitter_unit_id text,
    submitter_serial text,
    state text not null check (state in (
        'DRAFT', 'DEPT_PENDING', 'SUBMITTED', 'ACCEPTED', 'IN_REVIEW', 'APPROVED', 'COMPLETED',
        'RETURNED', 'REFUSED', 'WITHDRAWN')),
    -- The desk that holds the case in review.
    desk text check (desk in ('desk_accept', 'desk_review', 'desk_approve')),
    -- Who approved, on which desk, when and on which basis.
    decision jsonb,
    -- What is to be corrected, all at once (一次性告知); since the last return.
    defects text[] not null default '{}',
    -- Why it was refused or withdrawn.
    reason text,
    -- Change id at the registry, once applied.
    change_id uuid,
    -- Findings of the last check that do not block, and those of a refused approval.
    findings jsonb not null default '[]',
    -- A step whose effect in another house is under way; nobody else moves the case meanwhile.
    under_way text,
    -- Effects intended so far: each call in another house names its attempt.
    attempts integer not null default 0,
    -- Grows with each change: the etag's second half.
    revision integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    foreign key (item, definition_version) references definition,
    check ((submitter_id is null) = (submitter_unit_id is null)),
    check ((submitter_id is null) = (submitter_serial is null)),
    constraint case_file_desk_while_in_review check ((state = 'IN_REVIEW') = (desk is not null)),
    constraint case_file_decision_once_approved check ((state in ('APPROVED', 'COMPLETED')) = (decision is not null)),
    constraint case_file_reason_when_ended check ((state in ('REFUSED', 'WITHDRAWN')) = (reason is not null)),
    constraint case_file_change_when_completed check (state <> 'COMPLETED' or change_id is not null),
    constraint case_file_defects_when_returned check (state <> 'RETURNED' or cardinality(defects) > 0)
);
create index case_file_unit_idx on case_file (unit_id, created_at desc, case_id desc);
create index case_file_department_idx on case_file (department_id, created_at desc, case_id desc);
create index case_file_jurisdiction_idx on case_file (jurisdiction_id, created_at desc, case_id desc);

-- The form of each version, sealed by libs/vault (place: case_version.form, row `<case_id>/<version>`).
create table case_version (
    case_id text not null references case_file,
    version integer not null check (version >= 1),
    form bytea not null,
    -- SM3 of the canonical form, lower-case hexadecimal.
    form_hash text not null check (form_hash ~ '^[0-9a-f]{64}$'),
    primary key (case_id, version)
);

-- What happened to the statutory clock (办理时限).
create table clock_tick (
    case_id text not null references case_file,
    sequence integer not null check (sequence >= 1),
    kind text not null check (kind in ('STARTED', 'RETURNED', 'RESUMED', 'STOPPED')),
    ticked_at timestamptz not null,
    primary key (case_id, sequence)
);

-- Who acted at which desk: a person has one desk in a case (I23).
create table desk_act (
    case_id text not null references case_file,
    operator_id text not null,
    desk text not null check (desk in ('desk_accept', 'desk_review', 'desk_approve')),
    constraint desk_act_one_desk_per_person_key primary key (case_id, operator_id)
);

-- Files that the applicant encloses (材料); the bytes are in libs/blob under their SHA-256.
create table material (
    material_id uuid primary key,
    case_id text not null references case_file,
    kind text not null,
    media_type text not null check (media_type in ('application/pdf', 'image/png', 'image/jpeg')),
    size_bytes bigint not null check (size_bytes >= 0),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    sm3 text not null check (sm3 ~ '^[0-9a-f]{64}$'),
    uploader_id text not null,
    uploaded_at timestamptz not null
);
create index material_case_idx on material (case_id, material_id);

-- Opinions of the parallel review as bridge told them: a projection. bridge owns them.
create table opinion (
    case_id text not null references case_file,
    version integer not null,
    department text not null check (department in ('org_dept', 'hr_bureau')),
    required boolean not null,
    verdict text not null check (verdict in ('PENDING', 'AGREE', 'DISAGREE', 'VOID')),
    given_at timestamptz,
    -- What the department looked at: SM3 of the canonical form.
    seen_hash text,
    primary key (case_id, version, department),
    check ((verdict in ('AGREE', 'DISAGREE')) <= (given_at is not null and seen_hash is not null))
);

-- Papers of a completed case (文书).
create table paper (
    document_id uuid primary key,
    case_id text not null references case_file,
    position integer not null,
    type text not null check (type in ('PERMIT', 'ENTRY', 'FUNDING', 'LETTER')),
    doc_no text not null,
    content_sm3 text not null check (content_sm3 ~ '^[0-9a-f]{64}$'),
    constraint paper_position_key unique (case_id, position)
);

-- One person has at most one open case that changes his or her seat. The index is libs/vault's blind index
-- of the citizen ID; the row goes when the case ends.
create table open_case_of_person (
    person_index bytea not null,
    case_id text not null references case_file,
    constraint open_case_of_person_key primary key (person_index),
    constraint open_case_of_person_case_key unique (case_id)
);

-- What happened (办理过程), hash-chained per case: each entry carries the SM3 of the one before.
create table timeline (
    case_id text not null references case_file,
    sequence integer not null check (sequence >= 1),
    happened_at timestamptz not null,
    step text not null,
    state text not null,
    operator_id text not null,
    unit_id text not null,
    certificate_serial text not null,
    -- The service whose worker acted for the person; empty when the person's own call did.
    service text not null,
    basis text not null,
    -- SM3 of the canonical case that the actor saw; empty for a draft, which nobody saw before.
    seen_hash text not null,
    -- Empty for the first entry.
    previous_hash text not null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    trace_id text not null,
    primary key (case_id, sequence)
);

create function timeline_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'timeline is append-only';
end
$$;
create trigger timeline_append_only before update or delete or truncate on timeline
    for each statement execute function timeline_is_append_only();
