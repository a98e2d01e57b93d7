-- Proof of what partners' systems send. Adds only (expand).

-- Every message whose signature was found good, by its id: the id is the nonce, kept for ever.
create table partner_message (
    -- Without the environment, e.g. 'hr-420800.receipt.v1'; a partner's topic has one partition.
    topic text not null,
    event_id text not null,
    -- The same record offered again is no repetition.
    record_offset bigint not null,
    -- SHA-256 of the canonical JSON (RFC 8785) that the signature covers.
    digest bytea not null check (length(digest) = 32),
    -- Serial of the certificate whose key signed.
    signer_serial text not null,
    -- The record as it came, signature included, sealed: the proof, and it may hold personal data.
    record bytea not null,
    received_at timestamptz not null,
    primary key (topic, event_id)
);

-- What was not taken, one row per record.
create table refused_message (
    refused_message_id bigint generated always as identity primary key,
    topic text not null,
    record_offset bigint not null,
    -- The partner whose topic it is, and its area.
    partner_id text not null,
    area_code text not null,
    -- As the message says.
    event_id text not null,
    event_type text not null,
    reason text not null,
    -- Serial of the certificate that the signature names, or its thumbprint where nobody here holds it.
    signer text not null,
    -- SHA-256 of the record as it came.
    seen_hash bytea not null check (length(seen_hash) = 32),
    refused_at timestamptz not null,
    constraint refused_message_record_key unique (topic, record_offset)
);
create index refused_message_partner_idx on refused_message (partner_id, refused_message_id);
