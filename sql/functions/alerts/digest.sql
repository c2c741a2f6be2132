-- Yesterday in figures, and what needs a person this morning. Null when today's digest is out already, or not due yet.
create or replace function private.digest_facts() returns jsonb
language sql stable set search_path = ''
as $$
    with d as (select private.local_day(now()) as today,
        private.local_day(private.local_day(now()) - interval '12 hours') as yesterday,
                      to_char(now() at time zone 'America/Toronto', 'YYYY-MM-DD') as day)
    select jsonb_build_object('day', d.day, 'digest_at', s.digest_at, 'yesterday', d.yesterday,
        'counts', private.day_counts(d.yesterday, d.today),
        -- As Aujourd'hui counts them: somebody who called again since is one person.
        'to_call_back', w.leads, 'urgent_to_call_back', w.urgent_leads, 'hung_up', w.calls,
        'alerts_failed', (select count(*) from public.alerts a where a.state = 'failed' and a.basis is null
            and not private.is_proof(a)
            and a.created_at >= d.yesterday),
        'alerts_unconfirmed', (select count(*) from public.alerts a where a.state = 'handed_over' and a.basis is null
            and a.created_at >= d.yesterday),
        'unapplied', (select count(*) from private.inbox where applied_at is null),
        'unreachable', (select coalesce(jsonb_agg(full_name), '[]') from public.recipients where active
            and unreachable_reason is not null))
    from d, public.alert_settings s, (
        select count(*) filter (where kind = 'lead') as leads, count(*) filter (where kind = 'call') as calls,
            count(*) filter (where kind = 'lead' and urgency = 'urgent') as urgent_leads
        from private.waiting_people()) w
    where (now() at time zone 'America/Toronto')::time >= s.digest_at
      and (select enabled from public.alert_rules where kind = 'digest')
      and not exists (select 1 from public.alerts where cause_key = 'digest:' || d.day)
$$;

-- The digest itself: by email, and by SMS when something needs a person. Once a day, whoever calls it.
create or replace function private.raise_digest(p_day text, p_text text, p_headline text, p_needs_a_person boolean)
    returns void
language plpgsql set search_path = ''
as $$
begin
    perform private.raise_alert('digest', 'digest:' || p_day, null, null, p_text, false, false);
    if p_needs_a_person then
        perform private.raise_alert('digest', 'digest-sms:' || p_day, null, null, p_headline, false, false);
    end if;
end $$;

-- The morning digest proves that alerting lives: the last one, and since when today's should be there.
create or replace function private.digest_state() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('created_at', d.created_at, 'state', d.state, 'reason', d.reason,
        'delivered_at', d.delivered_at,
        'due_at', (private.local_day(now()) at time zone 'America/Toronto' + s.digest_at)
            at time zone 'America/Toronto')
    from public.alert_settings s
    join public.alert_rules r on r.kind = 'digest' and r.enabled
    left join lateral (select a.created_at, a.state, a.reason, a.delivered_at from public.alerts a
        where a.kind = 'digest'
                       and a.cause_key like 'digest:%' order by a.created_at desc limit 1) d on true
$$;
