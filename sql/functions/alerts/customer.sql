-- Messages to a customer about a visit: alerts like the others, raised by what becomes of the visit. When each leaves,
-- and whether it still should, is decided in backend/alerts/customer.py.

create or replace function private.is_to_customer(p_alert_id uuid) returns boolean
language sql stable set search_path = ''
as $$ select exists (select 1 from public.alerts where id = p_alert_id and basis is not null) $$;

-- How a number that was erased is known again by its refusal, and by nothing else.
create or replace function private.forgotten_number(p_phone text) returns text
language sql stable set search_path = ''
as $$
    select 'sha256:' || encode(sha256(convert_to(s.salt || p_phone, 'UTF8')), 'hex') from private.secret_salt s
$$;

-- Why this number gets nothing; null: it may be written to.
create or replace function private.refuses_texts(p_phone text) returns text
language sql stable set search_path = ''
as $$
    select a.unreachable_reason from private.addresses a
    where a.channel = 'sms' and a.address in (p_phone, private.forgotten_number(p_phone))
        and a.unreachable_reason is not null
    order by a.unreachable_reason = 'stop' desc limit 1
$$;

-- Of a number that nobody here bears any more: a STOP stays, by a digest alone; all else goes.
create or replace function private.forget_number(p_phone text) returns void
language plpgsql set search_path = ''
as $$
begin
    if exists (select 1 from public.leads where phone = p_phone)
            or exists (select 1 from public.recipients where phone = p_phone) then
        return;
    end if;
    insert into private.addresses (channel, address, unreachable_reason, unreachable_at)
    select 'sms', private.forgotten_number(p_phone), a.unreachable_reason, a.unreachable_at from private.addresses a
    where a.channel = 'sms' and a.address = p_phone and a.unreachable_reason = 'stop'
    on conflict (channel, address) do nothing;
    delete from private.addresses where address = p_phone;
end $$;

-- In which language the visit was asked for, where anything said so.
create or replace function private.language_of(p_lead_id uuid) returns text
language sql stable set search_path = ''
as $$
    select s.facts ->> 'language' from private.statements s
    where s.lead_id = p_lead_id and s.facts ->> 'language' is not null order by s.said_at desc limit 1
$$;

-- What is decided by, and written with, beside the lead and the visit. Null for a message to the team.
create or replace function private.customer_of(a public.alerts) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('phone', l.phone, 'language', private.language_of(l.id), 'enabled', t.enabled,
        'words_fr', t.words_fr, 'words_en', t.words_en, 'refused', private.refuses_texts(l.phone),
        'must_wait', private.customers_must_wait(),
        'sent_today', (select count(*) from public.alert_attempts o join public.alerts x on x.id = o.alert_id
            where o.address = l.phone and x.basis is not null and x.id <> a.id and o.state <> 'failed'
              and o.at > clock_timestamp() - interval '24 hours'))
    from public.customer_texts t left join public.leads l on l.id = a.lead_id
    where t.kind = a.kind and a.basis is not null
$$;

-- Two that leave at once cannot both take the credit that only one of them may.
create or replace function private.may_prepare(p_alert_id uuid, p_provider text) returns boolean
language plpgsql set search_path = ''
as $$
begin
    if p_provider <> 'brevo' or not private.is_to_customer(p_alert_id) then return true; end if;
    perform pg_advisory_xact_lock(hashtext('drain.customers'));
    return not private.customers_must_wait();
end $$;

-- One of a kind for a visit at its hour: what left last, or still waits for this hour, is what the customer knows. That
-- it is booked is not known any more once its cancellation left, nor the other way round. Null where they know already.
create or replace function private.tell_customer(v public.appointments, p_kind text, p_basis text) returns uuid
language plpgsql set search_path = ''
as $$
declare
    v_id uuid;
    v_about text[] := case when p_kind in ('visit_booked', 'visit_cancelled')
        then array['visit_booked', 'visit_cancelled'] else array[p_kind] end;
    v_known timestamptz := (
        select case when m.kind = p_kind then m.visit_at end from public.alerts m
        where m.appointment_id = v.id and m.kind = any (v_about)
            and (m.kind = p_kind and m.visit_at = v.starts_at and m.state = 'waiting'
                or exists (select 1 from public.alert_attempts t where t.alert_id = m.id))
        order by m.created_at desc, m.id desc limit 1);
begin
    if v_known = v.starts_at then return null; end if;
    insert into public.alerts (kind, cause_key, urgent, lead_id, appointment_id, visit_at, basis)
    select p_kind, p_kind || ':' || v.id || ':' || count(*), false, v.lead_id, v.id, v.starts_at, p_basis
    from public.alerts m where m.appointment_id = v.id and m.kind = p_kind
    on conflict (cause_key) do nothing returning id into v_id;
    perform pg_notify('drain_work', 'alerts');
    return v_id;
end $$;

-- Somebody who is at work did it, and not a caller by Paul.
create or replace function private.visit_basis() returns text
language sql stable set search_path = ''
as $$ select case when auth.uid() is null then 'asked_in_call' else 'agreed_with_team' end $$;

-- Never for what is a test or a demonstration, nor for news of long ago.
create or replace function private.may_tell_of(v public.appointments) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return v.status = 'booked' and v.confirmed and v.starts_at > clock_timestamp() and not v.is_test and not v.is_demo
        and private.is_news() and exists (select 1 from public.leads l where l.id = v.lead_id and l.phone is not null);
end $$;

-- Why its customer may be written to, by whoever it was made with.
create or replace function private.basis_of(v public.appointments) returns text
language sql immutable set search_path = ''
as $$ select case when v.call_id is null then 'agreed_with_team' else 'asked_in_call' end $$;

-- That it is cancelled, where its customer counted on it and that message is sent at all.
create or replace function private.tell_cancelled(v public.appointments) returns void
language plpgsql set search_path = ''
as $$
begin
    if v.confirmed and v.starts_at > clock_timestamp() and not v.is_test and not v.is_demo
            and exists (select 1 from public.customer_texts t where t.kind = 'visit_cancelled' and t.enabled)
            and exists (select 1 from public.leads l where l.id = v.lead_id and l.phone is not null) then
        perform private.tell_customer(v, 'visit_cancelled', private.basis_of(v));
    end if;
end $$;

-- Whatever becomes of a visit: what waits is decided anew, and what its customer does not know yet is told.
create or replace function private.follow_visit() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    update public.alerts m set version = m.version + 1, due_at = clock_timestamp()
    where m.appointment_id = new.id and m.basis is not null and m.due_at is not null
      and m.state in ('waiting', 'sending');
    if not private.may_tell_of(new) then return null; end if;
    perform private.tell_customer(new, t.kind, private.visit_basis()) from public.customer_texts t
    where t.enabled and (t.kind = 'visit_tomorrow' or t.kind = 'visit_booked'
        -- Whoever moved it has told the customer, or will.
        and coalesce(current_setting('drain.customer_knows', true), '') <> 'on');
    return null;
end $$;

-- What stands on a visit: the last message of each kind.
create or replace function private.visit_messages(p_appointment_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('at', m.created_at, 'kind', m.kind, 'state', m.state,
        'reason', m.reason, 'due_at', m.due_at, 'visit_at', m.visit_at, 'handed_over_at', m.handed_over_at,
        'delivered_at', m.delivered_at) order by m.created_at), '[]')
    from (select distinct on (x.kind) x.* from public.alerts x
          where x.appointment_id = p_appointment_id and x.basis is not null
          order by x.kind, x.created_at desc, x.id desc) m
$$;

-- Which messages there are and when they may leave, for whoever writes to a customer or settles that.
create or replace function public.customer_messages() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', clock_timestamp(), 'quiet_from', s.quiet_from, 'quiet_until', s.quiet_until,
        'remind_at', s.remind_at,
        'texts', (select jsonb_agg(to_jsonb(t) order by t.kind) from public.customer_texts t),
        'price', (select to_jsonb(p) from public.alert_prices p where p.provider = 'brevo' and p.channel = 'sms'))
    from public.alert_settings s where private.require_role('owner', 'staff', 'admin') is not null
$$;

-- Refused when somebody changed it since it was read as p_before.
create or replace function public.save_customer_text(p_request_id uuid, p_kind text, p_fields jsonb, p_before jsonb)
    returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    t public.customer_texts;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_fields(p_fields, array['enabled', 'words_fr', 'words_en']);
    perform private.check_fields(p_before, array['kind', 'enabled', 'words_fr', 'words_en']);
    v_done := private.begin_action(p_request_id, 'save_customer_text', 'customer_text', p_kind, p_fields, p_before);
    if v_done is not null then return v_done; end if;
    select * into t from public.customer_texts where kind = p_kind for update;
    if not found then perform private.refuse('unknown_alert_rule'); end if;
    if to_jsonb(t) is distinct from p_before then perform private.conflict('customer_text_changed'); end if;
    t := jsonb_populate_record(t, p_fields);
    update public.customer_texts set enabled = t.enabled, words_fr = t.words_fr, words_en = t.words_en
    where kind = p_kind;
    -- The reminder is of use to visits that stand already; they were booked by people whom nobody can ask any more.
    if t.enabled and p_kind = 'visit_tomorrow' then
        perform private.tell_customer(v, p_kind, private.basis_of(v))
        from public.appointments v where v.starts_at > clock_timestamp() and private.may_tell_of(v);
    end if;
    return private.end_action(p_request_id, to_jsonb(t));
exception when check_violation or not_null_violation or invalid_text_representation then
    perform private.refuse('customer_text_invalid');
    return null;
end $$;

-- Refused when somebody changed them since they were read as p_before.
create or replace function public.save_customer_hours(p_request_id uuid, p_fields jsonb, p_before jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    s public.alert_settings;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_fields(p_fields, array['quiet_from', 'quiet_until', 'remind_at']);
    perform private.check_fields(p_before, array['quiet_from', 'quiet_until', 'remind_at']);
    v_done := private.begin_action(p_request_id, 'save_customer_hours', 'alert_settings', null, p_fields, p_before);
    if v_done is not null then return v_done; end if;
    select * into s from public.alert_settings for update;
    if jsonb_build_object('quiet_from', s.quiet_from, 'quiet_until', s.quiet_until, 'remind_at', s.remind_at)
            is distinct from p_before then
        perform private.conflict('customer_text_changed');
    end if;
    s := jsonb_populate_record(s, p_fields);
    if not (private.is_hour(s.quiet_from) and private.is_hour(s.quiet_until) and private.is_hour(s.remind_at)) then
        perform private.refuse('alert_settings_invalid');
    end if;
    update public.alert_settings set quiet_from = s.quiet_from, quiet_until = s.quiet_until, remind_at = s.remind_at
    where only_row;
    -- What waits was to leave by the old hours.
    update public.alerts set due_at = clock_timestamp(), version = version + 1
    where basis is not null and state = 'waiting' and due_at is not null;
    perform pg_notify('drain_work', 'alerts');
    return private.end_action(p_request_id, p_fields);
exception when not_null_violation or invalid_text_representation or datetime_field_overflow
    or invalid_datetime_format then
    perform private.refuse('alert_settings_invalid');
    return null;
end $$;

-- Whoever drives there is on the way: said once, today, where that message is sent at all.
create or replace function public.announce_arrival(p_request_id uuid, p_appointment_id uuid, p_version integer)
    returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.appointments;
    v_id uuid;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v_done := private.begin_action(p_request_id, 'announce_arrival', 'appointment', p_appointment_id::text);
    if v_done is not null then return v_done; end if;
    v := private.standing_visit(p_appointment_id, p_version);
    if not exists (select 1 from public.customer_texts where kind = 'visit_on_way' and enabled)
            or v.is_test or v.is_demo or not v.confirmed
            or private.local_day(v.starts_at) <> private.local_day(now()) then
        perform private.refuse('arrival_not_told');
    end if;
    if not exists (select 1 from public.leads where id = v.lead_id and phone is not null) then
        perform private.refuse('customer_without_phone');
    end if;
    if private.customers_must_wait() then perform private.refuse('customers_come_last'); end if;
    v_id := private.tell_customer(v, 'visit_on_way', 'agreed_with_team');
    if v_id is null then perform private.refuse('arrival_told_already'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v_id));
end $$;
