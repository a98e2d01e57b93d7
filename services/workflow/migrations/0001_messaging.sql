-- Facts on their way out and on their way in. The original is libs/messaging/messaging.sql; each
-- service's 0001_messaging.sql is a copy, byte for byte. Adds only (expand).
-- All times here are system time: transport, never a business date.

-- Told facts that Kafka has not yet acknowledged. Names follow Debezium's event router, so that
-- Debezium can take the relay's place.
create table outbox (
    -- Order of sending within one key: the aggregate's row is locked before this is drawn.
    seq bigint generated always as identity primary key,
    id uuid not null constraint outbox_id_key unique,
    aggregatetype text not null,
    -- Kafka's record key, and the unit of order.
    aggregateid text not null,
    type text not null,
    payload bytea not null,
    -- Without the environment, e.g. 'workflow.v1'; the relay adds 'bianzhi.<env>.'.
    topic text not null,
    -- How the relay wraps the payload (CloudEvents): protobuf in binary mode, JSON in structured mode.
    mode text not null constraint outbox_mode_known check (mode in ('binary', 'structured')),
    dataschema text not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    -- Contiguous per partner topic; null inside.
    sequence bigint,
    extensions jsonb not null default '{}',
    traceparent text,
    created_at timestamptz not null default now()
);

-- Facts that took effect here, so that a second telling changes nothing.
create table inbox (
    topic text not null,
    event_id text not null,
    received_at timestamptz not null default now(),
    primary key (topic, event_id)
);
create index inbox_received_at on inbox (received_at);

-- Facts that could not be taken in, exactly as they came, until a person sends them through again.
create table parked (
    parked_id bigint generated always as identity primary key,
    topic text not null,
    partition_id integer not null,
    record_offset bigint not null,
    key bytea not null,
    headers jsonb not null,
    payload bytea not null,
    -- parked: refused, and the later facts of its key wait; behind: one of those; redrive: to be offered
    -- again; unreadable: no CloudEvent, nothing waits for it.
    state text not null
        constraint parked_state_known check (state in ('parked', 'behind', 'redrive', 'unreadable')),
    reason text not null,
    attempts integer not null default 1,
    parked_at timestamptz not null default now(),
    constraint parked_record_key unique (topic, partition_id, record_offset)
);
create index parked_by_key on parked (topic, key, parked_id);
