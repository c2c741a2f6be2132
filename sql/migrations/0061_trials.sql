-- Trials: calls that we place ourselves to prove that everything works, from the dialled number to the SMS that arrives.

create table public.trial_settings (
    only_row boolean primary key default true check (only_row),
    -- Paul's line: what a whole trial dials.
    line_number text not null default '+14502803222' check (private.is_e164(line_number)),
    daily_limit smallint not null default 8 check (daily_limit between 0 and 50),
    -- Local hours at which one is dialled by itself.
    hours smallint[] not null default '{}' check (hours <@ array[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]::smallint[]),
    -- Who gets the test message; nobody named, or no longer listed: the first on call.
    recipient_id uuid,
    -- Which Vapi the worker speaks to, and when it said so.
    vapi text check (vapi in ('real', 'simulated', 'absent')),
    vapi_at timestamptz
);
insert into public.trial_settings default values;

create table public.test_calls (
    id uuid primary key default gen_random_uuid(),
    -- What the call is called at Vapi: by it one is found again whose outcome is unknown.
    name text not null unique generated always as ('console-test ' || left(translate(id::text, '-', ''), 20)) stored,
    asked_at timestamptz not null default clock_timestamp(),
    asked_by uuid references public.profiles (user_id) on delete set null,
    -- The hour it was due at, when nobody asked.
    scheduled_for timestamptz unique,
    to_number text not null check (private.is_e164(to_number)),
    to_name text not null,
    is_whole boolean not null,
    -- dialling: written before Vapi hears of it, for it cannot be told twice; under_way: Vapi has it.
    state text not null default 'asked' check (state in ('asked', 'dialling', 'under_way', 'passed', 'failed')),
    simulated boolean,
    -- The test line; a call that comes from there is a trial, whenever it comes.
    from_number text,
    dialling_at timestamptz,
    placed_at timestamptz,
    vapi_call_id text,
    answered_at timestamptz,
    webhook_at timestamptz,
    stored_at timestamptz,
    call_id uuid references public.vapi_calls (id) on delete set null,
    alert_id uuid references public.alerts (id) on delete set null,
    looked_at timestamptz,
    failed_step text check (failed_step in ('placed', 'answered', 'webhook', 'stored', 'handed_over', 'delivered')),
    failed_reason text,
    ended_at timestamptz,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    constraint failed_says_where check ((state = 'failed') = (failed_step is not null))
);
create unique index test_calls_one_at_a_time on public.test_calls ((true)) where state in ('asked', 'dialling', 'under_way');
create index test_calls_newest on public.test_calls (asked_at desc);
create index test_calls_from on public.test_calls (from_number) where from_number is not null;
create index test_calls_vapi on public.test_calls (vapi_call_id);

-- The only numbers that may be dialled: Paul's line, and the phones of those whom alerts are written to.
create function private.trial_targets() returns table (phone text, name text, is_whole boolean)
language sql stable set search_path = ''
as $$
    select s.line_number, 'la ligne de Drain Fortin', true from public.trial_settings s
    union all
    select distinct on (r.phone) r.phone, r.full_name, false from public.recipients r, public.trial_settings s
    where r.active and r.phone is not null and r.phone <> s.line_number
$$;

create function private.trials_today() returns bigint language sql stable set search_path = ''
as $$ select count(*) from public.test_calls where asked_at >= private.local_day(now()) $$;

-- Who gets the test message: whoever is named, else the first on call.
create function private.trial_recipient() returns uuid language sql stable set search_path = ''
as $$
    select r.id from public.recipients r, public.trial_settings s
    where r.active and r.phone is not null and (r.id = s.recipient_id or r.on_call_rank is not null)
    order by r.id = s.recipient_id desc nulls last, r.on_call_rank limit 1
$$;

-- One more trial, or a refusal in words.
create function private.new_trial(p_to text, p_asked_by uuid, p_scheduled_for timestamptz) returns uuid
language plpgsql set search_path = ''
as $$
declare
    s public.trial_settings;
    v_id uuid;
begin
    select * into s from public.trial_settings for update;
    if s.vapi is null or s.vapi = 'absent' then
        perform private.refuse('Vapi n''est pas configuré: le service de fond n''a pas de clé. Voyez l''administrateur.');
    end if;
    if private.trials_today() >= s.daily_limit then
        perform private.refuse(format('Déjà %s essais aujourd''hui: c''est la limite.', s.daily_limit));
    end if;
    if private.trial_recipient() is null then
        perform private.refuse('Personne ne peut recevoir le texto d''essai: mettez quelqu''un de garde dans Alertes.');
    end if;
    insert into public.test_calls (asked_by, scheduled_for, to_number, to_name, is_whole)
    select p_asked_by, p_scheduled_for, t.phone, t.name, t.is_whole from private.trial_targets() t where t.phone = p_to
    returning id into v_id;
    if v_id is null then perform private.refuse('Ce numéro n''est pas permis pour un essai.'); end if;
    perform pg_notify('drain_work', 'trials');
    return v_id;
exception when unique_violation then
    perform private.refuse('Un essai est déjà en cours: attendez sa fin.');
    return null;
end $$;

create function private.schedule_trial() returns void
language plpgsql set search_path = ''
as $$
declare v_hour timestamptz := date_trunc('hour', now());
begin
    perform private.new_trial(s.line_number, null, v_hour) from public.trial_settings s
    where extract(hour from now() at time zone 'America/Toronto') = any (s.hours)
      and not exists (select 1 from public.test_calls t where t.scheduled_for = v_hour);
exception when sqlstate 'DF422' then null;
end $$;

create function private.note_vapi(p_vapi text) returns void language sql set search_path = ''
as $$ update public.trial_settings set vapi = p_vapi, vapi_at = clock_timestamp() $$;

-- A call from a test line is a trial from its first message on: it wakes nobody and counts nowhere.
create function private.mark_trial_call() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    new.is_test := new.is_test or exists (select 1 from public.test_calls t where t.from_number = new.caller_number);
    return new;
end $$;
create trigger vapi_calls_trial before insert or update of caller_number on public.vapi_calls for each row
when (new.caller_number is not null and not new.is_test) execute function private.mark_trial_call();

create function private.spread_trial() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    update public.leads set is_test = true where call_id = new.id and not is_test;
    update public.appointments set is_test = true, status = 'cancelled' where call_id = new.id and not is_test;
    return null;
end $$;
create trigger vapi_calls_became_trial after update of is_test on public.vapi_calls for each row
when (new.is_test and not old.is_test) execute function private.spread_trial();

-- What a trial books keeps no crew from anybody.
create function private.cancel_trial_visit() returns trigger language plpgsql set search_path = ''
as $$ begin new.status := 'cancelled'; return new; end $$;
create trigger appointments_trial before insert on public.appointments for each row
when (new.is_test and new.status = 'booked') execute function private.cancel_trial_visit();

-- The test message, to the test recipient, raised in the transaction that stored the call, as a lead's would be.
create function private.raise_trial_alert(p_trial_id uuid, p_asked_by uuid, p_simulated boolean, p_call_id uuid) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
    v_to uuid;
    v_id uuid;
begin
    v_to := private.trial_recipient();
    if v_to is null then return null; end if;
    insert into public.alerts (kind, cause_key, urgent, call_id, recipient_id, detail, by_hand, is_demo)
    values ('test', 'trial:' || p_trial_id, false, p_call_id, v_to,
            case when p_simulated then 'appel d''essai simulé' else 'appel d''essai' end, true, coalesce(p_simulated, false))
    on conflict (cause_key) do nothing returning id into v_id;
    if v_id is null then return null; end if;
    insert into public.alert_attempts (alert_id, channel, recipient_id, state, asked_by)
    values (v_id, 'sms', v_to, 'asked', p_asked_by);
    perform pg_notify('drain_work', 'alerts');
    return v_id;
end $$;

-- The call that a trial waits for: Paul's side of a whole trial, else the very call that was placed.
create function private.meet_trial(c public.vapi_calls) returns void
language plpgsql security definer set search_path = ''
as $$
declare
    t public.test_calls;
    v_answered timestamptz;
begin
    select * into t from public.test_calls x
    where x.state in ('dialling', 'under_way')
      and case when x.is_whole then x.from_number = c.caller_number and coalesce(c.type, 'inboundPhoneCall') = 'inboundPhoneCall'
                    and c.created_at >= x.dialling_at - interval '1 minute'
               else x.vapi_call_id = c.vapi_call_id end
    for no key update;
    if not found or t.call_id <> c.id then return; end if;
    v_answered := coalesce(t.answered_at, c.started_at, case when c.status in ('in-progress', 'forwarding') then clock_timestamp() end);
    if t.call_id is not null and (v_answered is null or t.alert_id is not null) then return; end if;
    update public.test_calls set call_id = c.id, stored_at = coalesce(stored_at, clock_timestamp()),
        answered_at = v_answered, due_at = clock_timestamp(),
        webhook_at = coalesce(webhook_at, (select min(i.received_at) from private.inbox i
            where i.received_at > t.asked_at - interval '1 minute' and i.vapi_call_id = c.vapi_call_id and i.via <> 'reconciliation')),
        alert_id = coalesce(alert_id, case when v_answered is not null
                                           then private.raise_trial_alert(t.id, t.asked_by, t.simulated, c.id) end)
    where id = t.id;
    perform pg_notify('drain_work', 'trials');
end $$;

create function private.trial_call() returns trigger language plpgsql security definer set search_path = ''
as $$ begin perform private.meet_trial(new); return null; end $$;
create trigger vapi_calls_meet_trial after insert or update on public.vapi_calls for each row
when (new.is_test and new.status <> 'queued') execute function private.trial_call();
