-- The jobs that come by themselves: each time one has ended since it was last told, it checks in.
create or replace function private.ended_jobs() returns table (job text, at timestamptz, ok boolean, detail text)
language sql stable set search_path = ''
as $$
    (select 'backup', b.finished_at, b.state <> 'failed', b.failure from public.backups b
     where b.finished_at is not null and b.state in ('stored', 'failed', 'deleted') order by b.finished_at desc limit 1)
    union all
    (select 'proof', p.finished_at, p.state = 'proven', p.failure from public.backup_proofs p
     where p.finished_at is not null and p.state in ('proven', 'failed') order by p.finished_at desc limit 1)
    union all
    (select 'digest', a.created_at, true, null from public.alerts a
     where a.kind = 'digest' and a.cause_key like 'digest:%' order by a.created_at desc limit 1)
    union all
    (select 'reconciliation', r.finished_at, r.error is null, r.error from private.reconciliations r
     where r.finished_at is not null order by r.id desc limit 1)
$$;

-- Notes what is new, and gives it back for Sentry. The worker and its probes check in every five minutes; `p_failing`
-- is why the round itself could not be kept whole, null when it was.
create or replace function private.take_check_ins(p_failing text) returns table (job text, ok boolean, daily_at text)
language sql set search_path = ''
as $$
    with found as (
        select e.* from private.ended_jobs() e
        union all
        select 'worker', clock_timestamp(), exists (select 1 from private.heartbeats h where h.program = 'worker'
            and h.at > clock_timestamp() - interval '60 seconds'), null
        union all
        select 'probes', clock_timestamp(), p_failing is null, p_failing),
    noted as (
        insert into public.check_ins (job, at, ok, detail)
        select f.job, f.at, f.ok, left(f.detail, 200) from found f
        where f.at > coalesce((select max(c.at) from public.check_ins c where c.job = f.job)
            + case when f.job in ('worker', 'probes') then interval '270 seconds' else interval '0' end, '-infinity')
        returning check_ins.job, check_ins.ok)
    select n.job, n.ok, to_char(case n.job when 'digest' then (select s.digest_at from public.alert_settings s)
        when 'backup' then (select s.nightly_at from public.backup_settings s)
        when 'proof' then (select s.nightly_at from public.backup_settings s) end, 'HH24:MI')
    from noted n
$$;

-- The jobs that must give a sign of life, and how often.
create or replace function private.expected_jobs() returns table (job text, every interval)
language sql stable set search_path = ''
as $$
    select * from (values ('worker', interval '10 minutes'), ('probes', interval '10 minutes'),
        ('reconciliation', interval '1 hour'),
        ('backup', interval '26 hours'), ('proof', interval '26 hours'), ('digest', interval '26 hours')) j(job, every)
    -- Switched off by a person: nothing to wait for.
    where j.job <> 'digest' or (select r.enabled from public.alert_rules r where r.kind = 'digest')
$$;
