-- Keeps the answer given to a tool call, so that the same call asked again gets the same answer.
create or replace function private.keep_answer(
    p_call_id uuid, p_tool_call_id text, p_tool_name text, p_at timestamptz, p_text text, p_ok boolean, p_ms integer)
returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.call_logs as l (call_id, at, kind, source, tool_call_id, tool_name, text, tool_ok, tool_ms,
        answered_at)
    values (p_call_id, p_at, 'tool', 'live', p_tool_call_id, p_tool_name, p_text, p_ok, p_ms, now())
    on conflict (call_id, tool_call_id) where kind = 'tool' do update set
        at = least(l.at, excluded.at), source = 'live', text = excluded.text, tool_ok = excluded.tool_ok,
        tool_ms = excluded.tool_ms, answered_at = excluded.answered_at;
end $$;

-- Everything the search for free slots needs, from p_from on, over the horizon. In plpgsql, so that its plan is
-- kept: a function in SQL with a path of its own is planned anew at each call, which took longer than the search.
create or replace function private.calendar(p_from timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (select jsonb_build_object(
        'slot_minutes', s.slot_minutes, 'step_minutes', s.step_minutes, 'travel_minutes', s.travel_minutes,
        'horizon_days', s.horizon_days, 'time_zone', s.time_zone,
        'hours', (select coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens,
            'closes', h.closes)
                                            order by h.weekday), '[]') from public.opening_hours h),
        'busy', (select coalesce(jsonb_agg(jsonb_build_array(lower(a.busy), upper(a.busy)) order by a.starts_at), '[]')
                 from public.appointments a
                 where a.status = 'booked' and a.starts_at >= p_from - interval '1 day'
                   and a.starts_at < p_from + make_interval(days => s.horizon_days + 1)),
        'closed', (select coalesce(jsonb_object_agg(d.day, d.label), '{}') from public.closed_days d
                   where d.closed and d.day >= (p_from at time zone s.time_zone)::date
                     and d.day <= (p_from at time zone s.time_zone)::date + s.horizon_days + 1))
    from public.booking_settings s);
end $$;
