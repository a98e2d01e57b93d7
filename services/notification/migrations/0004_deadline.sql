-- Deadlines that come near or are over, and acknowledgement. Adds; the check of the kinds is replaced by a wider one.

-- A case whose limits are followed. Locked by whoever changes or tells anything of its limits, so that its
-- reminders are told in order by one replica at a time.
create table watch (
    case_id text primary key,
    -- What a reminder says about the case; absent until a fact of workflow has told it.
    item text,
    unit_id text,
    jurisdiction_id text,
    -- The desk that holds the case, or held it last.
    desk text,
    check (num_nulls(item, unit_id, jurisdiction_id) in (0, 3))
);

-- One level of one limit within a case: told once, whatever happens.
create table reminder (
    case_id text not null references watch,
    -- Kind of the department that owes its opinion; empty for the limit of the case itself.
    department text not null,
    -- Case version of an opinion's limit; which run of a same-day limit; 1 otherwise.
    round integer not null check (round >= 1),
    level text not null check (level in ('AMBER', 'RED', 'OVERDUE')),
    -- The first moment of the level, business time.
    falls_at timestamptz not null,
    -- The deadline, business time.
    due_at timestamptz not null,
    -- Area code of the department.
    area_code text check ((department = '') = (area_code is null)),
    state text not null check (state in ('PENDING', 'TOLD', 'CANCELLED')),
    told_at timestamptz check ((state = 'TOLD') = (told_at is not null)),
    constraint reminder_once primary key (case_id, department, round, level)
);
create index reminder_pending on reminder (falls_at) where state = 'PENDING';

alter table notification
    -- Business time.
    add column acknowledged_at timestamptz,
    drop constraint notification_kind_known,
    add constraint notification_kind_known check (kind in (
        'CASE_FORWARDED', 'CASE_SUBMITTED', 'CASE_ACCEPTED', 'CASE_PASSED', 'OPINION_ASKED', 'CASE_RETURNED',
        'CASE_COMPLETED', 'CASE_ENDED', 'DEADLINE_AMBER', 'DEADLINE_RED', 'DEADLINE_OVERDUE', 'DEADLINE_ESCALATED'));
