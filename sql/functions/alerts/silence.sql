-- What raises an alert without a message having come: silence, a growing journal, an odd day.

create or replace function private.usual_calls(p_from timestamptz, p_to timestamptz) returns numeric
language sql stable set search_path = ''
as $$
    -- The same span of the same weekday, over the four weeks before.
    select count(*) / 4.0 from generate_series(1, 4) as w, lateral (
        select 1 from public.vapi_calls c where private.counts_as_business(c)
          and c.created_at >= p_from - w * interval '7 days' and c.created_at < p_to - w * interval '7 days') x
$$;

-- Called every minute. Each finding is raised once for its hour or its day.
create or replace function private.watch() returns void
language plpgsql set search_path = ''
as $$
declare
    v_local timestamp := now() at time zone 'America/Toronto';
    v_day timestamptz := private.local_day(now());
    v_calls bigint;
    v_usual numeric;
    v_journal record;
begin
    if private.usual_calls(now() - interval '2 hours', now()) >= 3
        and not exists (select 1 from private.inbox where received_at > now() - interval '2 hours') then
        perform private.raise_alert('no_webhook', 'no_webhook:' || to_char(v_local, 'YYYY-MM-DD-HH24'), null, null,
            'aucun message de Vapi depuis 2 h, alors que des appels sont attendus', false, false);
    end if;
    select p.value, p.at into v_journal from private.probes p where p.name = 'journal_oldest_s'
        order by p.at desc limit 1;
    if v_journal.value > 300 and v_journal.at > now() - interval '5 minutes' then
        perform private.raise_alert('journal', 'journal:' || to_char(v_local, 'YYYY-MM-DD-HH24'), null, null,
            'des messages attendent depuis plus de 5 minutes hors de la base', false, false);
    end if;
    if v_local::time >= '18:00' then
        v_usual := private.usual_calls(v_day, now());
        select count(*) into v_calls from public.vapi_calls c where c.created_at >= v_day
            and private.counts_as_business(c);
        if v_usual >= 8 and (v_calls < v_usual * 0.3 or v_calls > v_usual * 2.5) then
            perform private.raise_alert('volume', 'volume:' || to_char(v_local, 'YYYY-MM-DD'), null, null,
                v_calls || ' appels aujourd''hui, contre ' || round(v_usual) || ' d''habitude', false, false);
        end if;
    end if;
end $$;
