-- What Santé shows of probes, check-ins and Sentry: the latest of each, and when it last went well.
create or replace function public.watching(p_probes text[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return jsonb_build_object('now', clock_timestamp(),
        'chain_proven_at', (select max(p.at) from public.probe_readings p where p.probe = 'chain' and p.ok),
        'readings', (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from unnest(p_probes) as n (probe), lateral (
            select p.probe as name, p.at, p.ok, p.value, p.detail from public.probe_readings p where p.probe = n.probe
            order by p.at desc limit 1) r),
        'check_ins', (select coalesce(jsonb_agg(to_jsonb(c)), '[]')
            from unnest(array['worker', 'probes', 'reconciliation', 'backup', 'proof', 'digest']) as j (job), lateral (
            select i.job, i.at, i.ok, i.detail,
                (select max(o.at) from public.check_ins o where o.job = i.job and o.ok) as ok_at
            from public.check_ins i where i.job = j.job order by i.at desc limit 1) c),
        'backups_on', (select s.enabled and exists (select 1 from public.backups) from public.backup_settings s),
        'digest_on', (select r.enabled from public.alert_rules r where r.kind = 'digest'),
        'sentry', (select coalesce(jsonb_agg(to_jsonb(s)), '[]')
            from unnest(array['webhook', 'worker', 'console']) as p (program), lateral (
            select e.program, e.at, e.accepted, e.event_id, e.detail,
                (select max(o.at) from public.sentry_events o where o.program = e.program and o.accepted) as accepted_at
            from public.sentry_events e where e.program = p.program order by e.at desc limit 1) s),
        'sentry_asked_at', (select l.sentry_asked_at from private.watch_lease l));
end $$;
