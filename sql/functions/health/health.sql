-- What Santé asks beside the probes: programs, messages that wait, requests of the last day, copies.

create or replace function public.health() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return jsonb_build_object(
        'now', now(),
        'probes', (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from (
            select distinct on (p.name) p.name, p.at, p.ok, p.value, p.detail from private.probes p
            where p.at > now() - interval '24 hours' order by p.name, p.at desc) l),
        'heartbeats', (select coalesce(jsonb_agg(to_jsonb(h) order by h.program), '[]') from private.heartbeats h
                       where h.at > now() - interval '24 hours'),
        'last_webhook_at', (select max(at) from private.webhook_requests),
        'requests', (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from (
            select q.outcome, count(*) as n, percentile_cont(0.5) within group (order by q.ms) as p50_ms,
                percentile_cont(0.95) within group (order by q.ms) as p95_ms
            from private.webhook_requests q where q.at > now() - interval '24 hours' group by q.outcome) r),
        'unapplied', (select count(*) from private.inbox where applied_at is null),
        'oldest_unapplied_at', (select min(received_at) from private.inbox where applied_at is null),
        'messages', (select coalesce(jsonb_agg(to_jsonb(m) order by m.received_at desc), '[]') from (
            select i.id, i.type, i.received_at, i.error, i.attempts, i.due_at from private.inbox i
            where i.applied_at is null order by i.received_at desc limit 100) m),
        'backup', private.backup_state(),
        -- Compared once a day with what is written; however old, it is told.
        'schema', (select to_jsonb(p) from private.probes p where p.name = 'schema' order by p.at desc limit 1),
        -- Gone through once a day, link by link.
        'trail', (select to_jsonb(p) from private.probes p where p.name = 'trail' order by p.at desc limit 1));
end $$;

