-- Days on which nothing is booked by phone: holidays as the worker computes them, and what people decide.

-- What a person decided about a day, and a holiday that stands, are left as they are.
create or replace function private.note_holidays(p_days jsonb) returns void
language sql set search_path = ''
as $$
    insert into public.closed_days (day, label, source)
    select d.key::date, d.value, 'holiday' from jsonb_each_text(p_days) d
    on conflict (day) do nothing
$$;

create or replace function public.closed_days(p_from date default null, p_days integer default 400) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(d) order by d.day), '[]')
    from public.closed_days d, (select coalesce(p_from, (now() at time zone 'America/Toronto')::date) as day) f
    where d.day >= f.day and d.day < f.day + p_days
      and private.require_role('owner', 'staff', 'admin') is not null
$$;

-- Closes a day, or opens one that is closed. Visits that are booked stay: people are called before they are moved.
create or replace function public.save_closed_day(p_request_id uuid, p_day date, p_closed boolean,
    p_label text default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_visits integer;
begin
    perform private.require_role('owner', 'admin');
    if p_day is null or p_closed is null or p_day < (now() at time zone 'America/Toronto')::date
            or p_day > (now() at time zone 'America/Toronto')::date + 730
            or coalesce(trim(p_label), '') = ''
                and not exists (select 1 from public.closed_days d where d.day = p_day) then
        perform private.refuse('closed_day_invalid');
    end if;
    perform private.check_lengths(jsonb_build_object('label', p_label));
    v_done := private.begin_action(p_request_id, 'save_closed_day', 'closed_day', p_day::text,
                                   jsonb_build_object('closed', p_closed), jsonb_build_array(p_label));
    if v_done is not null then return v_done; end if;
    insert into public.closed_days as d (day, label, source, closed)
    values (p_day, trim(p_label), 'owner', p_closed)
    on conflict (day) do update set closed = excluded.closed,
        label = coalesce(nullif(trim(p_label), ''), d.label);
    v_visits := (select count(*) from public.appointments a where a.status = 'booked'
                 and (a.starts_at at time zone 'America/Toronto')::date = p_day);
    return private.end_action(p_request_id, jsonb_build_object('day', p_day, 'closed', p_closed, 'visits', v_visits));
end $$;
