-- Messages on their way out of the house. Adds only (expand).

-- One message by one channel. The inbox needs no row: there a message is delivered by being written.
create table delivery (
    -- Names what leaves, so that a second attempt leaves the same and not another one.
    delivery_id uuid primary key,
    notification_id uuid not null references notification,
    channel text not null check (channel in ('SPOOL')),
    state text not null check (state in ('PENDING', 'DELIVERED')),
    -- Attempts begun so far.
    attempts integer not null default 0 check (attempts >= 0),
    -- System time: not before; while an attempt is under way, when it counts as lost.
    due_at timestamptz not null,
    -- System time.
    delivered_at timestamptz check ((state = 'DELIVERED') = (delivered_at is not null)),
    constraint delivery_once unique (notification_id, channel)
);
create index delivery_due on delivery (due_at) where state = 'PENDING';
