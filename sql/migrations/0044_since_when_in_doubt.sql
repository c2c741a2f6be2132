-- A request may be cut long after it was made: what the provider says of it counts from then on, not from when it began.

alter table public.alert_attempts add column doubted_at timestamptz;

create function private.note_doubt() returns trigger language plpgsql set search_path = ''
as $$
begin
    new.doubted_at := clock_timestamp();
    return new;
end $$;
create trigger alert_attempts_doubt before update of state on public.alert_attempts for each row
when (new.state = 'unknown' and old.state <> 'unknown') execute function private.note_doubt();
revoke execute on function private.note_doubt from public;
