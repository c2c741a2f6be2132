-- Who is on duty when: what the worker decides with, what the screen draws, what two people may change. Which hours
-- that leaves open is decided in backend/alerts/duty.py.

create or replace function private.duty_roster() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'people', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'full_name', r.full_name,
                'rank', r.on_call_rank, 'away_from', r.away_from, 'away_until', r.away_until,
                -- An email wakes nobody.
                'can_ring', r.phone is not null and r.unreachable_reason is null)
                order by r.on_call_rank nulls last, r.full_name), '[]')
            from public.recipients r where r.active),
        'hours', (select coalesce(jsonb_agg(to_jsonb(h) order by h.weekday, h.starts), '[]') from public.duty_hours h),
        'weeks', (select coalesce(jsonb_agg(to_jsonb(w) order by w.recipient_id), '[]') from public.duty_weeks w),
        'exchanges', (select coalesce(jsonb_agg(to_jsonb(e) order by e.day), '[]') from public.duty_exchanges e
            where e.day >= (private.local_day(now()) at time zone 'America/Toronto')::date - 1))
$$;

create or replace function public.duty_board() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', now(), 'roster', private.duty_roster(),
        'holidays', (select coalesce(jsonb_object_agg(d.day, d.label), '{}') from public.closed_days d
            where d.source = 'holiday' and d.day >= (private.local_day(now()) at time zone 'America/Toronto')::date))
    where private.require_role('owner', 'staff', 'admin') is not null
$$;

-- All of one person's hours at once; none at all: at every hour.
create or replace function public.save_duty_hours(p_request_id uuid, p_recipient_id uuid, p_hours jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_rows(p_hours, array['weekday', 'starts', 'ends']);
    v_done := private.begin_action(p_request_id, 'save_duty_hours', 'recipient', p_recipient_id::text, p_hours);
    if v_done is not null then return v_done; end if;
    -- Two who save the same hours at once: one after the other.
    perform 1 from public.recipients where id = p_recipient_id and active for no key update;
    if not found then perform private.refuse('recipient_gone'); end if;
    delete from public.duty_hours where recipient_id = p_recipient_id;
    insert into public.duty_hours (recipient_id, weekday, starts, ends)
    select p_recipient_id, (h ->> 'weekday')::smallint, (h ->> 'starts')::time, (h ->> 'ends')::time
    from jsonb_array_elements(p_hours) h;
    return private.end_action(p_request_id, jsonb_build_object('hours', jsonb_array_length(p_hours)));
exception when check_violation or not_null_violation or unique_violation or invalid_text_representation
    or invalid_datetime_format or datetime_field_overflow or numeric_value_out_of_range then
    perform private.refuse('duty_hours_invalid');
    return null;
end $$;

-- One week in so many, counted from the one that begins on p_first_day; p_every null: every week.
create or replace function public.save_duty_weeks(p_request_id uuid, p_recipient_id uuid, p_every integer,
    p_first_day date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_today date := (private.local_day(now()) at time zone 'America/Toronto')::date;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_duty_weeks', 'recipient', p_recipient_id::text,
        jsonb_build_object('every', p_every, 'first_day', p_first_day));
    if v_done is not null then return v_done; end if;
    if p_every is not null and (p_every not between 2 and 8
            or coalesce(p_first_day not between v_today - 366 and v_today + 366, true)) then
        perform private.refuse('duty_weeks_invalid');
    end if;
    -- Two who save the same person's weeks at once: one after the other.
    perform 1 from public.recipients where id = p_recipient_id and active for no key update;
    if not found then perform private.refuse('recipient_gone'); end if;
    delete from public.duty_weeks where recipient_id = p_recipient_id;
    insert into public.duty_weeks (recipient_id, first_day, every)
    select p_recipient_id, p_first_day, p_every where p_every is not null;
    return private.end_action(p_request_id, jsonb_build_object('every', p_every));
end $$;

-- "Sylvie prend samedi", or a week of them; p_taker_id null: what was exchanged on these days is as it was before.
create or replace function public.save_exchange(p_request_id uuid, p_giver_id uuid, p_taker_id uuid, p_first date,
    p_last date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_today date := (private.local_day(now()) at time zone 'America/Toronto')::date;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_exchange', 'recipient', p_giver_id::text,
        jsonb_build_object('taker', p_taker_id, 'first', p_first, 'last', p_last));
    if v_done is not null then return v_done; end if;
    if p_first is null or p_last is null or p_first < v_today or p_last not between p_first and p_first + 31
            or p_first > v_today + 366 or p_taker_id = p_giver_id then
        perform private.refuse('exchange_invalid');
    end if;
    if exists (select 1 from unnest(array[p_giver_id, coalesce(p_taker_id, p_giver_id)]) as i (id)
            where not exists (select 1 from public.recipients r where r.active and r.id = i.id)) then
        perform private.refuse('recipient_gone');
    end if;
    delete from public.duty_exchanges where giver_id = p_giver_id and day between p_first and p_last;
    insert into public.duty_exchanges (day, giver_id, taker_id)
    select d::date, p_giver_id, p_taker_id from generate_series(p_first, p_last, interval '1 day') as d
    where p_taker_id is not null;
    return private.end_action(p_request_id, jsonb_build_object('first', p_first, 'last', p_last));
end $$;
