-- The page behind a link: null when there is no such link. Looking uses nothing up; acknowledging does. A message lies
-- in a telephone for years: once used or expired, its link says of nobody who they are or where they live.
create or replace function private.open_link(p_token_sha256 bytea) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('state', a.state, 'lead_ref', l.ref,
        'is_over', k.used_at is not null or k.expires_at < now())
        || case when k.used_at is not null or k.expires_at < now() then '{}' else jsonb_build_object(
            'acknowledged_by', a.acknowledged_by, 'acknowledged_via', a.acknowledged_via,
            'urgent', a.urgent, 'detail', a.detail, 'created_at', a.created_at, 'name', l.name,
            'phone', coalesce(l.phone, c.caller_number), 'address', l.address, 'city', l.city,
            'description', l.description) end
    from private.alert_links k join public.alerts a on a.id = k.alert_id
    left join public.leads l on l.id = a.lead_id left join public.vapi_calls c on c.id = a.call_id
    where k.token_sha256 = p_token_sha256
$$;

create or replace function private.use_link(p_token_sha256 bytea) returns boolean
language plpgsql set search_path = ''
as $$
declare
    v_alert uuid;
    v_name text;
begin
    update private.alert_links k set used_at = now() from public.recipients r
    where k.token_sha256 = p_token_sha256 and k.used_at is null and k.expires_at > now() and r.id = k.recipient_id
      -- Who has left the list takes nothing over any more.
      and r.active
    returning k.alert_id, r.full_name into v_alert, v_name;
    if v_alert is null then return false; end if;
    return private.acknowledge(v_alert, v_name, 'link');
end $$;

-- Seen while a message is on its way: nothing more is sent, but what became of that message is still found out.
create or replace function private.acknowledge(p_alert_id uuid, p_by text, p_via text default null)
    returns boolean
language plpgsql set search_path = ''
as $$
begin
    -- Locked before the messages are looked at: one that is being prepared meanwhile would not be seen.
    perform 1 from public.alerts a where (a.id = p_alert_id or a.bundled_in = p_alert_id) order by a.id
        for no key update;
    update public.alerts a set state = 'acknowledged', acknowledged_at = clock_timestamp(),
        acknowledged_by = p_by, acknowledged_via = p_via,
        due_at = (select clock_timestamp() + interval '45 seconds' from public.alert_attempts t
                  where t.alert_id = a.id and t.state in ('prepared', 'unknown') limit 1),
        lease_until = null, version = version + 1
    where (id = p_alert_id or bundled_in = p_alert_id) and state <> 'acknowledged';
    if not found then return false; end if;
    -- What was asked for and has not gone out is not needed any more; what is asked for from now on is.
    update public.alert_attempts t set state = 'failed', permanent = true, provider_answer = 'acknowledged'
    from public.alerts a where a.id = t.alert_id and (a.id = p_alert_id or a.bundled_in = p_alert_id)
        and t.state = 'asked';
    -- From the screen, the action has its own line in the trail, with the person's account.
    if auth.uid() is null then
        insert into public.audit_log (request_id, actor, action, subject_type, subject_id)
        values (gen_random_uuid(), null, 'acknowledge_alert', 'alert', p_alert_id::text);
    end if;
    return true;
end $$;

-- "OK" from a phone: what was handed over to it of late and waits for an answer is seen; what never reached it is not.
create or replace function private.acknowledge_by_reply(p_phone text) returns integer
language plpgsql set search_path = ''
as $$
declare
    v record;
    v_count integer := 0;
begin
    for v in select distinct t.alert_id, r.full_name from public.alert_attempts t
             join public.recipients r on r.id = t.recipient_id and r.phone = p_phone and r.active
             join public.alerts a on a.id = t.alert_id
             where t.at > now() - interval '24 hours' and t.channel = 'sms' and t.state in ('handed_over', 'delivered')
               and a.state <> 'acknowledged' loop
        if private.acknowledge(v.alert_id, v.full_name, 'reply') then v_count := v_count + 1; end if;
    end loop;
    return v_count;
end $$;
