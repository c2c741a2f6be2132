-- What the worker does to alerts: prepare an attempt before the provider hears of it, record what came of it.

-- Written and committed before the provider hears of it: a worker that dies afterwards leaves a trace to look up.
create or replace function private.prepare_attempt(p_alert_id uuid, p_attempt_id uuid, p_level smallint, p_channel text,
    p_recipient_id uuid, p_reason text, p_version integer, p_address text, p_provider text, p_rung smallint)
    returns uuid
language plpgsql set search_path = ''
as $$
declare v_id uuid;
begin
    -- Another worker came first, somebody has just seen it, it went along in another's words: null, decide again.
    perform 1 from public.alerts where id = p_alert_id and version = p_version for no key update;
    if not found then return null; end if;
    if not private.may_prepare(p_alert_id, p_provider) then return null; end if;
    if p_channel = 'call' then
        -- One phone is called by one call at a time, whichever alerts it is about.
        perform pg_advisory_xact_lock(hashtext('drain.call'), hashtext(p_recipient_id::text));
        if private.on_phone(p_recipient_id) then return null; end if;
    end if;
    if p_attempt_id is null then
        insert into public.alert_attempts (alert_id, level, channel, recipient_id, address, state, provider, rung)
        values (p_alert_id, p_level, p_channel, p_recipient_id, private.address_key(p_channel, p_address), 'prepared',
            p_provider, p_rung)
        returning id into v_id;
    else
        update public.alert_attempts set state = 'prepared', at = clock_timestamp(),
            address = private.address_key(p_channel, p_address)
        where id = p_attempt_id and state = 'asked' returning id into v_id;
        if not found then return null; end if;
    end if;
    update public.alerts set recipient_id = p_recipient_id, lease_until = clock_timestamp() + interval '60 seconds'
    where id = p_alert_id;
    perform private.move_alert(p_alert_id, 'sending', p_reason);
    return v_id;
end $$;

-- Forward only: a receipt that came before the answer to our request is not undone by that answer.
create or replace function private.record_attempt(p_attempt_id uuid, p_state text, p_permanent boolean,
    p_provider_id text, p_answer text, p_credits numeric) returns void
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
        handed_over_at = case when p_state in ('handed_over', 'delivered')
            then coalesce(a.handed_over_at, clock_timestamp())
                              else a.handed_over_at end,
        delivered_at = case when p_state = 'delivered' then coalesce(a.delivered_at, clock_timestamp())
            else a.delivered_at end
    where a.id = p_attempt_id returning * into t;
    if not found then return; end if;
    if p_state in ('handed_over', 'delivered') then perform private.move_alert(t.alert_id, p_state, null); end if;
    if t.state <> p_state or v_old.state = p_state then return; end if;
    if p_state = 'failed' then perform private.move_alert(t.alert_id, 'waiting', split_part(p_answer, ':', 1)); end if;
    if p_state = 'failed' and not t.permanent and t.asked_by is not null then
        -- What a person asked for is not given up for a refusal that is only for now, unless it has been seen
        -- meanwhile.
        insert into public.alert_attempts (alert_id, level, channel, recipient_id, state, asked_by, retries, provider)
        select t.alert_id, t.level, t.channel, t.recipient_id, 'asked', t.asked_by, true, t.provider
        from public.alerts a where a.id = t.alert_id and (a.acknowledged_at is null or a.acknowledged_at < t.at);
    end if;
    -- The number that it went to has proven itself, whoever holds it now. A call does so by the key that is pressed.
    -- Of a customer's number only the refusals are kept.
    if p_state = 'delivered' and t.address is not null and not private.is_to_customer(t.alert_id) then
        perform private.note_delivery(t.channel, t.address, t.at);
    end if;
    if p_state = 'failed' and split_part(p_answer, ':', 1) = 'stop' and private.is_to_customer(t.alert_id) then
        perform private.mark_unreachable('sms', t.address, 'stop');
    end if;
end $$;

-- The provider has not got it. Only where that was the question: a receipt that came meanwhile knows better.
create or replace function private.record_absence(p_attempt_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
    perform 1 from public.alert_attempts where id = p_attempt_id and state in ('prepared', 'unknown') for no key update;
    if found then
        perform private.record_attempt(p_attempt_id, 'failed', false, null, 'not_accepted', null);
    end if;
end $$;
