-- The only numbers that may be dialled: Paul's line, and the phones of those whom alerts are written to.
create or replace function private.trial_targets() returns table (phone text, name text, is_whole boolean)
language sql stable set search_path = ''
as $$
    select s.line_number, 'la ligne de Drain Fortin', true from public.trial_settings s
    union all
    select distinct on (r.phone) r.phone, r.full_name, false from public.recipients r, public.trial_settings s
    where r.active and r.phone is not null and r.phone <> s.line_number
$$;

create or replace function private.trials_today() returns bigint language sql stable set search_path = ''
as $$ select count(*) from public.test_calls where asked_at >= private.local_day(now()) $$;

-- Who gets the test message: whoever is named, else the first on call.
create or replace function private.trial_recipient() returns uuid language sql stable set search_path = ''
as $$
    select r.id from public.recipients r, public.trial_settings s
    where r.active and r.phone is not null and (r.id = s.recipient_id or r.on_call_rank is not null)
    order by r.id = s.recipient_id desc nulls last, r.on_call_rank limit 1
$$;

-- One more trial, or a refusal.
create or replace function private.new_trial(p_to text, p_asked_by uuid, p_scheduled_for timestamptz) returns uuid
language plpgsql set search_path = ''
as $$
declare
    s public.trial_settings;
    v_id uuid;
begin
    select * into s from public.trial_settings for update;
    if s.vapi is null or s.vapi = 'absent' then perform private.refuse('trial_without_vapi'); end if;
    if private.trials_today() >= s.daily_limit then
        perform private.refuse('trial_limit_reached', jsonb_build_object('limit', s.daily_limit));
    end if;
    if private.trial_recipient() is null then perform private.refuse('trial_without_recipient'); end if;
    insert into public.test_calls (asked_by, scheduled_for, to_number, to_name, is_whole)
    select p_asked_by, p_scheduled_for, t.phone, t.name, t.is_whole from private.trial_targets() t where t.phone = p_to
    returning id into v_id;
    if v_id is null then perform private.refuse('trial_number_not_allowed'); end if;
    perform pg_notify('drain_work', 'trials');
    return v_id;
exception when unique_violation then
    perform private.refuse('trial_under_way');
    return null;
end $$;

create or replace function private.schedule_trial() returns void
language plpgsql set search_path = ''
as $$
declare v_hour timestamptz := date_trunc('hour', now());
begin
    perform private.new_trial(s.line_number, null, v_hour) from public.trial_settings s
    where extract(hour from now() at time zone 'America/Toronto') = any (s.hours)
      and not exists (select 1 from public.test_calls t where t.scheduled_for = v_hour);
exception when sqlstate 'DF422' then null;
end $$;

create or replace function private.note_vapi(p_vapi text) returns void language sql set search_path = ''
as $$ update public.trial_settings set vapi = p_vapi, vapi_at = clock_timestamp() where only_row $$;
