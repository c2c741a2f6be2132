-- Seen while a message is on its way: nothing more is sent, but what became of that message is still found out.

create or replace function private.acknowledge(p_alert_id uuid, p_by text) returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.alerts a set state = 'acknowledged', acknowledged_at = clock_timestamp(), acknowledged_by = p_by,
        due_at = (select clock_timestamp() + interval '45 seconds' from public.alert_attempts t
                  where t.alert_id = a.id and t.state in ('prepared', 'unknown') limit 1),
        lease_until = null, version = version + 1
    where (id = p_alert_id or bundled_in = p_alert_id) and state <> 'acknowledged';
    if not found then return false; end if;
    -- What was asked for and has not gone out is not needed any more; what is asked for from now on is.
    update public.alert_attempts t set state = 'failed', permanent = true, provider_answer = 'acknowledged'
    from public.alerts a where a.id = t.alert_id and (a.id = p_alert_id or a.bundled_in = p_alert_id) and t.state = 'asked';
    return true;
end $$;
