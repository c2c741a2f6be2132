-- How long Paul kept people waiting, in the calls that began then. Trials are left out.
create or replace function private.turn_samples(p_from timestamptz, p_to timestamptz)
returns table (call_id uuid, at timestamptz, turn_ms integer, endpointing_ms integer, transcriber_ms integer,
    model_ms integer, voice_ms integer)
language sql stable set search_path = ''
as $$
    select c.id, c.created_at, g.turn_ms, g.endpointing_ms, g.transcriber_ms, g.model_ms, g.voice_ms
    from public.vapi_calls c join public.call_logs g on g.call_id = c.id
    where c.created_at >= p_from and c.created_at < p_to and c.reported_at is not null and not c.is_test
      and c.classification is distinct from 'test' and g.kind in ('said', 'turn') and g.source = 'report'
      and num_nonnulls(g.turn_ms, g.endpointing_ms, g.transcriber_ms, g.model_ms, g.voice_ms) > 0
$$;

-- Our own delays: from hanging up to the row, from the row to the provider, from the provider to the phone.
create or replace function private.own_samples(p_from timestamptz, p_to timestamptz)
returns table (at timestamptz, stage text, ms double precision)
language sql stable set search_path = ''
as $$
    select r.at, 'webhook', r.ms from private.webhook_requests r
    where r.at >= p_from and r.at < p_to and r.outcome not in ('refused', 'lost')
    union all
    select p.at, case p.name when 'database_ms' then 'database' else 'console' end, p.value from private.probes p
    where p.name in ('database_ms', 'console_ms') and p.at >= p_from and p.at < p_to and p.ok and p.value is not null
    union all
    select c.created_at, 'stored', 1000 * extract(epoch from greatest(i.at - c.ended_at, '0')) from public.vapi_calls c,
        lateral (
            -- The first message that told the end, once applied. The demonstration's past was written all at once.
            select min(case when c.is_demo then x.received_at else greatest(x.received_at, x.applied_at) end) as at
            from private.inbox x
            where (x.dedupe_key = c.vapi_call_id || '|status-update|ended'
                   -- A report's key ends with what it says, in hexadecimal figures.
                   or x.dedupe_key between c.vapi_call_id || '|end-of-call-report'
                       and c.vapi_call_id || '|end-of-call-report|g')
              and x.via <> 'reconciliation' and x.applied_at is not null) i
    where c.created_at >= p_from and c.created_at < p_to and not c.is_test and c.ended_at is not null
        and not c.end_is_guess
      and i.at is not null
    union all
    -- Only what is urgent: the rest waits on purpose, to be told together or in the morning.
    select a.created_at, 'raised', 1000 * extract(epoch from greatest(a.handed_over_at - a.created_at, '0'))
        from public.alerts a
    where a.created_at >= p_from and a.created_at < p_to and a.urgent and not a.by_hand and a.bundled_in is null
      and a.handed_over_at is not null
    union all
    -- Nothing to wait for when it arrived while the call went on.
    select a.created_at, 'reached', 1000 * extract(epoch from greatest(a.delivered_at - c.ended_at, '0'))
    from public.alerts a join public.vapi_calls c on c.id = a.call_id
    where a.created_at >= p_from and a.created_at < p_to and a.urgent and not a.by_hand and a.bundled_in is null
      and a.delivered_at is not null and c.ended_at is not null and not c.is_test
    union all
    select t.at, 'sms', 1000 * extract(epoch from greatest(t.delivered_at - t.handed_over_at, '0'))
    from public.alert_attempts t join public.alerts a on a.id = t.alert_id and a.kind <> 'test' and a.basis is null
    where t.at >= p_from and t.at < p_to and t.channel = 'sms' and t.delivered_at is not null
        and t.handed_over_at is not null
$$;
