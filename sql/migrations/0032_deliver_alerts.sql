-- What the worker does to alerts: claim, prepare an attempt before the provider hears of it, record what came of it.

create function private.move_alert(p_alert_id uuid, p_state text, p_reason text) returns void
language sql set search_path = ''
as $$
    -- Those that went out in this one's words share its fate.
    update public.alerts set
        state = case when private.alert_rank(p_state) > private.alert_rank(state) then p_state else state end,
        reason = coalesce(p_reason, reason),
        version = version + 1,
        handed_over_at = case when p_state = 'handed_over' then coalesce(handed_over_at, clock_timestamp()) else handed_over_at end,
        delivered_at = case when p_state = 'delivered' then coalesce(delivered_at, clock_timestamp()) else delivered_at end
    where id = p_alert_id or bundled_in = p_alert_id
$$;

create function private.claim_alerts(p_limit integer) returns setof uuid
language sql set search_path = ''
as $$
    update public.alerts a set lease_until = clock_timestamp() + interval '60 seconds'
    where a.id in (select id from public.alerts
                   where due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                   order by urgent desc, due_at for update skip locked limit p_limit)
    returning a.id
$$;

-- Everything that deciding the next step needs, and the words of the message.
create function private.alert_case(p_alert_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', clock_timestamp(), 'alert', to_jsonb(a), 'settings', to_jsonb(s),
        'attempts', (select coalesce(jsonb_agg(to_jsonb(t) order by t.at), '[]') from public.alert_attempts t where t.alert_id = a.id),
        'recipients', (select coalesce(jsonb_agg(to_jsonb(r) order by r.on_call_rank nulls last), '[]')
                       from public.recipients r where r.active),
        'sent_recently', (select count(distinct t.alert_id) from public.alert_attempts t join public.alerts o on o.id = t.alert_id
                          where not o.urgent and t.level = 0 and t.asked_by is null and t.state <> 'asked'
                            and t.at > clock_timestamp() - make_interval(secs => (s.throttle_minutes * 60)::float8)),
        'lead', (select to_jsonb(l) from public.leads l where l.id = a.lead_id),
        'call', (select to_jsonb(c) - 'structured_data' from public.vapi_calls c where c.id = a.call_id),
        'appointment', (select to_jsonb(p) - 'busy' from public.appointments p where 'appointment:' || p.id = a.cause_key),
        'bundled', (select coalesce(jsonb_agg(jsonb_build_object('kind', b.kind, 'name', l.name, 'city', l.city)), '[]')
                    from public.alerts b left join public.leads l on l.id = b.lead_id where b.bundled_in = a.id))
    from public.alerts a, public.alert_settings s where a.id = p_alert_id
$$;

-- Written and committed before the provider hears of it: a worker that dies afterwards leaves a trace to look up.
create function private.prepare_attempt(p_alert_id uuid, p_attempt_id uuid, p_level smallint, p_channel text,
    p_recipient_id uuid, p_reason text, p_version integer) returns uuid
language plpgsql set search_path = ''
as $$
declare v_id uuid;
begin
    -- Another worker came first, somebody has just seen it, it went along in another's words: null, decide again.
    perform 1 from public.alerts where id = p_alert_id and version = p_version for no key update;
    if not found then return null; end if;
    if p_attempt_id is null then
        insert into public.alert_attempts (alert_id, level, channel, recipient_id, state)
        values (p_alert_id, p_level, p_channel, p_recipient_id, 'prepared') returning id into v_id;
    else
        update public.alert_attempts set state = 'prepared', at = clock_timestamp()
        where id = p_attempt_id and state = 'asked' returning id into v_id;
        if not found then return null; end if;
    end if;
    update public.alerts set recipient_id = p_recipient_id, lease_until = clock_timestamp() + interval '60 seconds'
    where id = p_alert_id;
    perform private.move_alert(p_alert_id, 'sending', p_reason);
    return v_id;
end $$;

-- Forward only: a receipt that came before the answer to our request is not undone by that answer.
create function private.record_attempt(p_attempt_id uuid, p_state text, p_permanent boolean, p_provider_id text,
    p_answer text, p_credits numeric) returns void
language plpgsql set search_path = ''
as $$
declare
    v_old public.alert_attempts;
    t public.alert_attempts;
begin
    select * into v_old from public.alert_attempts where id = p_attempt_id for no key update;
    update public.alert_attempts a set
        state = case when private.attempt_rank(p_state) > private.attempt_rank(a.state) then p_state else a.state end,
        permanent = a.permanent or coalesce(p_permanent, false), provider_id = coalesce(p_provider_id, a.provider_id),
        provider_answer = coalesce(p_answer, a.provider_answer), credits = coalesce(p_credits, a.credits),
        handed_over_at = case when p_state in ('handed_over', 'delivered') then coalesce(a.handed_over_at, clock_timestamp())
                              else a.handed_over_at end,
        delivered_at = case when p_state = 'delivered' then coalesce(a.delivered_at, clock_timestamp()) else a.delivered_at end
    where a.id = p_attempt_id returning * into t;
    if not found then return; end if;
    if p_state in ('handed_over', 'delivered') then perform private.move_alert(t.alert_id, p_state, null); end if;
    if t.state <> p_state or v_old.state = p_state then return; end if;
    if p_state = 'failed' then perform private.move_alert(t.alert_id, 'waiting', split_part(p_answer, ':', 1)); end if;
    if p_state = 'failed' and not t.permanent and t.asked_by is not null then
        -- What a person asked for is not given up for a refusal that is only for now, unless it has been seen meanwhile.
        insert into public.alert_attempts (alert_id, level, channel, recipient_id, state, asked_by, retries)
        select t.alert_id, t.level, t.channel, t.recipient_id, 'asked', t.asked_by, true
        from public.alerts a where a.id = t.alert_id and (a.acknowledged_at is null or a.acknowledged_at < t.at);
    end if;
    if p_state = 'delivered' then
        update public.recipients set
            sms_delivered_at = case when t.channel = 'sms' then clock_timestamp() else sms_delivered_at end,
            email_delivered_at = case when t.channel = 'email' then clock_timestamp() else email_delivered_at end
        where id = t.recipient_id;
    end if;
end $$;

-- The provider has not got it. Only where that was the question: a receipt that came meanwhile knows better.
create function private.record_absence(p_attempt_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
    perform 1 from public.alert_attempts where id = p_attempt_id and state in ('prepared', 'unknown') for no key update;
    if found then
        perform private.record_attempt(p_attempt_id, 'failed', false, null, 'not_accepted: absente chez Brevo', null);
    end if;
end $$;

-- Lets go of an alert: when to look at it again (never: null), why, and how far down the list it is.
create function private.release_alert(p_alert_id uuid, p_due_at timestamptz, p_version integer, p_state text, p_reason text,
    p_level smallint) returns void
language plpgsql set search_path = ''
as $$
begin
    -- Something came meanwhile (a resend, a receipt, somebody has seen it): what was decided is decided anew, at once.
    update public.alerts a set lease_until = null,
        level = case when a.version = p_version then coalesce(p_level, a.level) else a.level end,
        due_at = case when a.version <> p_version then clock_timestamp() else p_due_at end
    where a.id = p_alert_id;
    if p_state is null and p_reason is null then return; end if;
    perform private.move_alert(p_alert_id, coalesce(p_state, 'waiting'), p_reason)
    from public.alerts a where a.id = p_alert_id and a.version = coalesce(p_version, a.version);
end $$;

-- Whose messages can tell of several at once.
create function private.can_be_bundled(a public.alerts) returns boolean
language sql immutable parallel safe set search_path = ''
as $$ select not a.urgent and not a.by_hand and a.bundled_in is null and a.kind in ('lead', 'hung_up', 'appointment') $$;

-- One message for all that wait and may wait: the others go out in its words. Not those that a person asked for, nor those
-- in whose words others go out already.
create function private.gather(p_alert_id uuid) returns integer
language plpgsql set search_path = ''
as $$
declare v_count integer;
begin
    -- Locked: of two that gather at once, neither takes the other along.
    perform 1 from public.alerts a where a.id = p_alert_id and private.can_be_bundled(a) for no key update;
    if not found then return 0; end if;
    update public.alerts set bundled_in = p_alert_id, due_at = null, lease_until = null, reason = 'bundle', version = version + 1
    where id in (select o.id from public.alerts o
                 where o.id <> p_alert_id and o.state = 'waiting' and o.due_at is not null and private.can_be_bundled(o)
                   and not exists (select 1 from public.alert_attempts t where t.alert_id = o.id)
                   and not exists (select 1 from public.alerts b where b.bundled_in = o.id)
                 for no key update skip locked);
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- An event of Brevo about an attempt. True when it was new.
create function private.receive_brevo_event(p_key text, p_channel text, p_body text, p_attempt_id uuid, p_provider_id text,
    p_state text, p_permanent boolean, p_reason text, p_phone text, p_unreachable text, p_reply text, p_credits numeric)
returns boolean
language plpgsql set search_path = ''
as $$
declare
    v_attempt uuid := p_attempt_id;
    v_alert uuid;
begin
    insert into private.brevo_events (dedupe_key, channel, attempt_id, body) values (p_key, p_channel, p_attempt_id, p_body)
    on conflict (dedupe_key) do nothing;
    if not found then return false; end if;
    if p_unreachable is not null and p_phone is not null then
        update public.recipients set unreachable_reason = p_unreachable, unreachable_at = clock_timestamp() where phone = p_phone;
    end if;
    if p_reply is not null and p_phone is not null then perform private.acknowledge_by_reply(p_phone); end if;
    select t.id, t.alert_id into v_attempt, v_alert from public.alert_attempts t
    where t.id = p_attempt_id or p_attempt_id is null and t.provider_id = p_provider_id;
    if v_attempt is null or p_state is null then return true; end if;
    perform private.record_attempt(v_attempt, p_state, p_permanent, p_provider_id, p_reason, p_credits);
    -- A bounce, or a delivery that starts the wait for an acknowledgement: someone must look now.
    update public.alerts set due_at = clock_timestamp(), version = version + 1, reason = case when p_state = 'failed' then p_reason else reason end
    where id = v_alert and state <> 'acknowledged';
    perform pg_notify('drain_work', 'alerts');
    return true;
end $$;

-- The page behind a link: null when there is no such link. Looking uses nothing up; acknowledging does.
create function private.open_link(p_token_sha256 bytea) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('expired', k.expires_at < now() or a.state <> 'acknowledged' and k.used_at is not null,
        'state', a.state, 'acknowledged_by', a.acknowledged_by, 'acknowledged_at', a.acknowledged_at, 'kind', a.kind,
        'urgent', a.urgent, 'detail', a.detail, 'created_at', a.created_at, 'lead_ref', l.ref, 'name', l.name,
        'phone', coalesce(l.phone, c.caller_number), 'address', l.address, 'city', l.city, 'description', l.description)
    from private.alert_links k join public.alerts a on a.id = k.alert_id
    left join public.leads l on l.id = a.lead_id left join public.vapi_calls c on c.id = a.call_id
    where k.token_sha256 = p_token_sha256
$$;

create function private.use_link(p_token_sha256 bytea) returns boolean
language plpgsql set search_path = ''
as $$
declare
    v_alert uuid;
    v_name text;
begin
    update private.alert_links k set used_at = now() from public.recipients r
    where k.token_sha256 = p_token_sha256 and k.used_at is null and k.expires_at > now() and r.id = k.recipient_id
    returning k.alert_id, r.full_name into v_alert, v_name;
    if v_alert is null then return false; end if;
    return private.acknowledge(v_alert, v_name || ' (lien du message)');
end $$;

create function private.acknowledge(p_alert_id uuid, p_by text) returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.alerts set state = 'acknowledged', acknowledged_at = clock_timestamp(), acknowledged_by = p_by,
        due_at = null, lease_until = null, version = version + 1
    where (id = p_alert_id or bundled_in = p_alert_id) and state <> 'acknowledged';
    if not found then return false; end if;
    -- What was asked for and has not gone out is not needed any more; what is asked for from now on is.
    update public.alert_attempts t set state = 'failed', permanent = true, provider_answer = 'acknowledged'
    from public.alerts a where a.id = t.alert_id and (a.id = p_alert_id or a.bundled_in = p_alert_id) and t.state = 'asked';
    return true;
end $$;

-- "OK" from a phone: what was handed over to it of late and waits for an answer is seen; what never reached it is not.
create function private.acknowledge_by_reply(p_phone text) returns integer
language plpgsql set search_path = ''
as $$
declare
    v record;
    v_count integer := 0;
begin
    for v in select distinct t.alert_id, r.full_name from public.alert_attempts t
             join public.recipients r on r.id = t.recipient_id and r.phone = p_phone
             join public.alerts a on a.id = t.alert_id
             where t.at > now() - interval '24 hours' and t.channel = 'sms' and t.state in ('handed_over', 'delivered')
               and a.state <> 'acknowledged' loop
        if private.acknowledge(v.alert_id, v.full_name || ' (réponse par texto)') then v_count := v_count + 1; end if;
    end loop;
    return v_count;
end $$;
