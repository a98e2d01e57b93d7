-- What was revoked stays revoked. Adds only (expand).

-- The trust snapshot and the list for outsiders are made from the log, which only grows.
create index certificate_log_revoked_idx on certificate_log (serial) where act = 'revoked';

-- Who may have something to do at the broker.
create index certificate_partner_idx on certificate (principal_id, generation) where kind = 'partner';

-- A certificate is never taken back from the archive, and of what it says only the revocation is added, once.
create function keep_certificate() returns trigger language plpgsql as $$
begin
    if tg_op <> 'UPDATE' then
        raise exception 'certificate only grows';
    end if;
    if old.revoked_at is not null
       or (to_jsonb(new) - 'revoked_at' - 'revoke_reason') <> (to_jsonb(old) - 'revoked_at' - 'revoke_reason') then
        raise exception 'of a certificate only a revocation is added, once';
    end if;
    return new;
end $$;
create trigger certificate_keeps before update or delete on certificate
    for each row execute function keep_certificate();
create trigger certificate_stays before truncate on certificate
    for each statement execute function keep_certificate();
