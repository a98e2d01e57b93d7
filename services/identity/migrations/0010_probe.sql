-- Probes: does a fact told here come back, through outbox, Kafka and inbox? The original is
-- libs/probe/probe.sql; each service's 0010_probe.sql is a copy, byte for byte. Adds only (expand).

create table probe (
    probe_id uuid primary key,
    -- Both times are the database's own, one clock for all replicas of a house: what lies between them is how
    -- long the fact was on its way.
    sent_at timestamptz not null default clock_timestamp(),
    -- Trace in which it was told; null where nothing traces.
    sent_trace_id text,
    arrived_at timestamptz,
    -- Trace that its record on Kafka named.
    arrived_trace_id text,
    constraint probe_arrival_whole check (arrived_trace_id is null or arrived_at is not null)
);
