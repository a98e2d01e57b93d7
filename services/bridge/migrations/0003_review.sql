-- Parallel reviews (并联审查): one row per case version, one opinion per department asked.
create table review (
    review_id uuid primary key,
    case_id text not null,
    case_version integer not null check (case_version >= 1),
    unit_id text not null,
    area_code text not null,
    -- The form under review, sealed: it holds personal data.
    form bytea not null,
    -- SM3 of the canonical form, as workflow computed it.
    form_hash text not null,
    state text not null check (state in ('OPEN', 'JOINED', 'DISAGREED', 'CLOSED')),
    opened_at timestamptz not null,
    ended_at timestamptz,
    constraint review_case_key unique (case_id, case_version),
    check ((state = 'OPEN') = (ended_at is null))
);
create index review_open_idx on review (opened_at) where state = 'OPEN';

create table opinion (
    review_id uuid not null references review,
    -- Role of the department: org_dept or hr_bureau.
    department text not null,
    unit_id text not null,
    required boolean not null,
    due_at timestamptz not null,
    verdict text check (verdict in ('AGREE', 'DISAGREE')),
    reason text,
    seen_hash text,
    given_at timestamptz,
    -- Who gave it: an operator, or a partner's system.
    actor_id text,
    actor_unit_id text,
    actor_serial text,
    primary key (review_id, department),
    -- An answer is whole or not there.
    constraint opinion_whole check (num_nulls(verdict, reason, seen_hash, given_at, actor_id, actor_unit_id, actor_serial) in (0, 7)),
    constraint opinion_disagreement_explained check (verdict is distinct from 'DISAGREE' or reason <> '')
);
create index opinion_unit_idx on opinion (unit_id);
