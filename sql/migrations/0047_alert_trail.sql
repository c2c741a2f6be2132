-- An alert seen by the link of its message or by a reply is in the trail too, though nobody was signed in: the alert itself
-- keeps who it was.

alter table public.audit_log alter column actor drop not null;

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
    -- From the screen, the action has its own line in the trail, with the person's account.
    if auth.uid() is null then
        insert into public.audit_log (request_id, actor, action, subject_type, subject_id)
        values (gen_random_uuid(), null, 'acknowledge_alert', 'alert', p_alert_id::text);
    end if;
    return true;
end $$;
