-- What Brevo tells afterwards: delivered, bounced, replied.

-- What a provider said became of an attempt.
create or replace function private.apply_receipt(p_attempt_id uuid, p_alert_id uuid, p_state text, p_permanent boolean,
    p_provider_id text, p_reason text, p_credits numeric) returns void
language plpgsql set search_path = ''
as $$
begin
    perform private.record_attempt(p_attempt_id, p_state, p_permanent, p_provider_id, p_reason, p_credits);
    -- A bounce, or a delivery that starts the wait for an acknowledgement: someone must look now.
    update public.alerts set due_at = clock_timestamp(), version = version + 1,
        reason = case when p_state = 'failed' then p_reason else reason end
    where id = p_alert_id and state <> 'acknowledged';
    perform pg_notify('drain_work', 'alerts');
end $$;

-- An event of Brevo about an attempt. True when it was new.
create or replace function private.receive_brevo_event(p_key text, p_channel text, p_body text, p_attempt_id uuid,
    p_provider_id text, p_state text, p_permanent boolean, p_reason text, p_address text, p_unreachable text,
    p_reply text, p_credits numeric) returns boolean
language plpgsql set search_path = ''
as $$
declare
    v_event bigint;
    v_attempt uuid := p_attempt_id;
    v_alert uuid;
    v_address text;
begin
    insert into private.brevo_events (dedupe_key, channel, attempt_id, body)
        values (p_key, p_channel, p_attempt_id, p_body)
    on conflict (dedupe_key) do nothing returning id into v_event;
    if v_event is null then return false; end if;
    if p_reply is not null and p_channel = 'sms' and p_address is not null then
        perform private.acknowledge_by_reply(p_address);
    end if;
    select t.id, t.alert_id, t.address into v_attempt, v_alert, v_address from public.alert_attempts t
    where t.id = p_attempt_id
       -- A tag may hold an id that is none of ours: then the provider's own id tells.
       or t.provider_id = p_provider_id
          and not exists (select 1 from public.alert_attempts o where o.id = p_attempt_id);
    -- An event that names no number is about the one that the message went to.
    v_address := coalesce(p_address, v_address);
    if p_unreachable is not null and v_address is not null then
        perform private.mark_unreachable(p_channel, v_address, p_unreachable, v_event);
    end if;
    if v_attempt is null or p_state is null then return true; end if;
    perform private.apply_receipt(v_attempt, v_alert, p_state, p_permanent, p_provider_id, p_reason, p_credits);
    return true;
end $$;
