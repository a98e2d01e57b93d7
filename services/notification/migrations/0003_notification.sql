-- Messages to operators. Adds only (expand).
create table notification (
    notification_id uuid primary key,
    recipient_id text not null,
    -- The fact it is about.
    event_id text not null,
    kind text not null constraint notification_kind_known check (kind in (
        'CASE_FORWARDED', 'CASE_SUBMITTED', 'CASE_ACCEPTED', 'CASE_PASSED', 'OPINION_ASKED', 'CASE_RETURNED',
        'CASE_COMPLETED', 'CASE_ENDED')),
    case_id text not null,
    zh text not null,
    en text not null,
    -- Business time.
    created_at timestamptz not null,
    -- Nobody is told the same twice.
    constraint notification_once unique (event_id, recipient_id)
);
create index notification_newest on notification (recipient_id, created_at desc, notification_id desc);
