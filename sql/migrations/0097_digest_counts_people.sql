-- The digest's callers who left nothing are those of Aujourd'hui: somebody who called again since is counted once.
create or replace function private.digest_counts() returns jsonb
language sql stable set search_path = ''
as $$
    with d as (select private.local_day(now()) as today, private.local_day(private.local_day(now()) - interval '12 hours') as yesterday,
                      to_char(now() at time zone 'America/Toronto', 'YYYY-MM-DD') as day)
    select jsonb_build_object('day', d.day, 'yesterday', d.yesterday, 'counts', private.day_counts(d.yesterday, d.today),
        'to_call_back', (select count(*) from public.leads l where l.status = 'new' and not l.is_test),
        'urgent_to_call_back', (select count(*) from public.leads l where l.status = 'new' and l.urgency = 'urgent' and not l.is_test),
        'hung_up', (select count(*) from public.vapi_calls c where c.needs_callback and c.created_at > now() - interval '7 days'
            and not exists (select 1 from public.vapi_calls o where o.caller_number = c.caller_number
                            and o.created_at > c.created_at)
            and not exists (select 1 from public.leads l where l.phone = c.caller_number and l.created_at > c.created_at)),
        'alerts_failed', (select count(*) from public.alerts a where a.state = 'failed' and a.created_at >= d.yesterday),
        'alerts_unconfirmed', (select count(*) from public.alerts a where a.state = 'handed_over' and a.created_at >= d.yesterday),
        'unapplied', (select count(*) from private.inbox where applied_at is null),
        'unreachable', (select coalesce(jsonb_agg(full_name), '[]') from public.recipients where active and unreachable_reason is not null))
    from d, public.alert_settings s
    where (now() at time zone 'America/Toronto')::time >= s.digest_at
      and (select enabled from public.alert_rules where kind = 'digest')
      and not exists (select 1 from public.alerts where cause_key = 'digest:' || d.day)
$$;
