-- What silence, a growing journal and an odd day are judged by. The limits are in backend/alerts/silence.py.

create or replace function private.usual_calls(p_from timestamptz, p_to timestamptz) returns numeric
language sql stable set search_path = ''
as $$
    -- The same span of the same weekday, over the four weeks before.
    select count(*) / 4.0 from generate_series(1, 4) as w, lateral (
        select 1 from public.vapi_calls c where private.counts_as_business(c)
          and c.created_at >= p_from - w * interval '7 days' and c.created_at < p_to - w * interval '7 days') x
$$;

-- The day is counted from that hour of it on: before, `day` is null.
create or replace function private.silence_facts(p_window interval, p_day_from time) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_day timestamptz := private.local_day(now());
    v_local time := (now() at time zone 'America/Toronto')::time;
begin
    return jsonb_build_object('now', now(),
        'usual_in_window', private.usual_calls(now() - p_window, now()),
        'heard_in_window', exists (select 1 from private.inbox
            where received_at > now() - p_window and not private.is_probe(coalesce(vapi_call_id, ''))),
        'chain', private.last_chain_probes(),
        'journal', (select jsonb_build_object('oldest_s', p.value, 'at', p.at) from private.probes p
                    where p.name = 'journal_oldest_s' order by p.at desc limit 1),
        'day', case when v_local >= p_day_from then jsonb_build_object('usual', private.usual_calls(v_day, now()),
            'calls', (select count(*) from public.vapi_calls c
                      where c.created_at >= v_day and private.counts_as_business(c))) end);
end $$;
