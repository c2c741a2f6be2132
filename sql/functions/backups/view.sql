-- What the Sauvegardes screen reads. The administrator acts, the owner reads, the staff see nothing of it.

-- What came in since a moment, in names: it is what a fire would take now. Null: everything.
create or replace function private.would_be_lost(p_since timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    with c as (select * from public.vapi_calls v
               -- A call may have begun before the copy and been told after it; none lasts two hours.
               where v.created_at > coalesce(p_since, '-infinity') - interval '2 hours'
                 and greatest(v.created_at, v.reported_at) > coalesce(p_since, '-infinity') and not v.is_test),
    l as (select * from public.leads x where (p_since is null or x.created_at > p_since) and not x.is_test),
    a as (select * from public.appointments x where (p_since is null or x.created_at > p_since)
        and x.status <> 'cancelled')
    select jsonb_build_object(
        'calls', (select count(*) from c), 'leads', (select count(*) from l), 'appointments', (select count(*) from a),
        'changes', (select count(*) from public.audit_log g where (p_since is null or g.at > p_since)
                    and g.subject_type in ('lead', 'call', 'appointment')),
        'named', (select coalesce(jsonb_agg(to_jsonb(n) order by n.at desc), '[]') from (
            (select 'appointment' as kind, a.starts_at as at, l2.name, l2.phone, l2.city, a.lead_id as id
             from a join public.leads l2 on l2.id = a.lead_id order by a.created_at desc limit 10)
            union all (select 'lead', l.created_at, l.name, l.phone, l.city, l.id from l
                order by l.created_at desc limit 10)
            union all (select 'call', c.created_at, c.caller_name, c.caller_number, null, c.id from c
                       where not exists (select 1 from public.leads y where y.call_id = c.id)
                       order by c.created_at desc limit 10)) n))
$$;

create or replace function private.proof_view(p public.backup_proofs) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(p) - array['token', 'lease_until', 'cause_key', 'asked_by'] || jsonb_build_object(
        'asked_by_name', (select full_name from public.profiles where user_id = p.asked_by))
$$;

create or replace function private.backup_view(b public.backups) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(b) - array['token', 'lease_until', 'cause_key', 'manifest', 'asked_by'] || jsonb_build_object(
        'asked_by_name', (select full_name from public.profiles where user_id = b.asked_by),
        'tables', coalesce(b.manifest -> 'tables', '[]'),
        'migration', b.manifest ->> 'migration',
        'proofs', (select coalesce(jsonb_agg(private.proof_view(p) order by p.asked_at desc), '[]')
                   from (select * from public.backup_proofs x where x.backup_id = b.id
                       order by x.asked_at desc limit 5) p))
$$;

create or replace function public.backup_board(p_limit integer default 60) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare v_proven public.backups;
begin
    perform private.require_role('owner', 'admin');
    v_proven := private.last_proven();
    return jsonb_build_object('now', now(),
        'settings', (select to_jsonb(s) - 'only_row' from public.backup_settings s),
        'proven', case when v_proven.id is not null then private.backup_view(v_proven) end,
        'lost', private.would_be_lost(v_proven.snapshot_at),
        'stores', (select coalesce(jsonb_agg(to_jsonb(s) order by s.at desc), '[]') from public.backup_stores s),
        'worker_at', (select max(at) from private.heartbeats where program = 'worker'),
        -- How old the last proven copy had become when the next one was proven, and how long each proof took.
        'trend', (select coalesce(jsonb_agg(jsonb_build_object('at', t.finished_at, 'seconds', t.seconds, 'age_s',
                      extract(epoch from t.finished_at - coalesce(t.before_at, t.snapshot_at))) order by t.finished_at),
                          '[]')
                  from (select p.finished_at, p.seconds, b.snapshot_at,
                            lag(b.snapshot_at) over (order by p.finished_at) as before_at
                        from public.backup_proofs p join public.backups b on b.id = p.backup_id
                        where p.state = 'proven' and p.reason = 'after' order by p.finished_at desc limit 60) t),
        'backups', (select coalesce(jsonb_agg(private.backup_view(b) order by b.asked_at desc), '[]')
                    from (select * from public.backups where state <> 'deleted' order by asked_at desc
                          limit least(greatest(p_limit, 1), 200)) b));
end $$;

-- What the light on every page says; the figures are no secret to the team, the copies are.
create or replace function private.backup_state() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'snapshot_at', (private.last_proven()).snapshot_at,
        'limit_hours', s.proof_limit_hours,
        'running', exists (select 1 from public.backups where state = 'running')
            or exists (select 1 from public.backup_proofs where state = 'running'),
        'failure', (select b.failure from public.backups b
                    where b.state not in ('deleted', 'cancelled') order by b.asked_at desc limit 1),
        'proof_failure', (select p.failure from public.backup_proofs p join public.backups b on b.id = p.backup_id
                          where p.state = 'failed' and b.state = 'stored' and p.id = (private.last_proof(b.id)).id
                          order by p.finished_at desc limit 1),
        'any', exists (select 1 from public.backups))
    from public.backup_settings s
$$;
