-- Those that come due together gather one after the other: the first takes the others along, and one message goes out.

alter function private.gather rename to gather_into;

create function private.gather(p_alert_id uuid) returns integer
language plpgsql set search_path = ''
as $$
begin
    perform pg_advisory_xact_lock(hashtext('drain.gather'));
    return private.gather_into(p_alert_id);
end $$;
revoke execute on function private.gather from public;
