-- Each way to each person is tried by itself, at the hour they chose. Which one is due is decided in
-- backend/alerts/proofs.py.

create or replace function private.proof_facts() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', now(), 'people', (
        select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'tested_at', r.tested_at,
            'sms', r.phone is not null and r.unreachable_reason is null, 'call', r.phone is not null,
            'email', r.email is not null and r.email_unreachable_reason is null,
            'sms_at', r.sms_delivered_at, 'email_at', r.email_delivered_at, 'call_at', r.call_answered_at)), '[]')
        from public.recipients r where r.active and r.on_call_rank is not null and r.tested_at is not null))
$$;

-- A message or a call that only says that it arrives: once a day for each way, whoever asks.
create or replace function private.ask_way_proof(p_recipient_id uuid, p_channel text) returns void
language plpgsql set search_path = ''
as $$
declare
    v_way text := 'proof:' || p_recipient_id || ':' || p_channel || ':';
    v_id uuid;
begin
    insert into public.alerts (kind, cause_key, urgent, due_at, recipient_id, by_hand)
    values ('test', v_way || (now() at time zone 'America/Toronto')::date, false, clock_timestamp(), p_recipient_id,
        true)
    on conflict (cause_key) do nothing returning id into v_id;
    if v_id is null then return; end if;
    -- Yesterday's try, where nothing came of it, is of no interest any more.
    update public.alerts set state = 'acknowledged', acknowledged_at = clock_timestamp(), due_at = null,
        version = version + 1
    where cause_key like v_way || '%' and id <> v_id and state <> 'acknowledged';
    insert into public.alert_attempts (alert_id, channel, recipient_id, state, provider)
    values (v_id, p_channel, p_recipient_id, 'asked', private.usual_provider(p_channel));
    perform pg_notify('drain_work', 'alerts');
end $$;

create or replace function private.usual_provider(p_channel text) returns text
language sql immutable set search_path = ''
as $$ select case p_channel when 'call' then 'twilio' else 'brevo' end $$;

-- A test that did not come through is told beside the way that it tried: no customer waits for it.
create or replace function private.is_proof(a public.alerts) returns boolean
language sql immutable set search_path = ''
as $$ select a.cause_key like 'proof:%' $$;
