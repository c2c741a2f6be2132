-- Since when messages really leave by the key that is used today; null while Brevo is the stand-in, or has no key.
create or replace function private.brevo_real_since() returns timestamptz
language sql stable set search_path = ''
as $$
    select min(e.measured_at) from public.evidence e
    where e.gate = 'sms' and e.code = 'provider' and e.ok
      and e.detail -> 'key' is not distinct from (private.newest_evidence('sms', 'provider')).detail -> 'key'
      and e.id > coalesce((select max(f.id) from public.evidence f where f.gate = 'sms' and f.code = 'provider'
          and f.ok is not true), 0)
$$;

create or replace function private.gate_sms() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_since timestamptz := private.brevo_real_since();
    v_forgotten timestamptz := now() - (select l.alert_forgotten_after from private.gate_limits() l);
begin
    -- The person who waits longest for a proof is what the gate tells of.
    return query
    with people as (select r.id, r.full_name, (select max(a.delivered_at) from public.alert_attempts a
                        where a.recipient_id = r.id and a.channel = 'sms' and a.delivered_at >= v_since
                          -- To the number of today: what another one received proves nothing of it.
                          and a.address = r.phone) as at
                    from public.recipients r where r.active and r.phone is not null)
    select 'sms', 'delivered', case when count(at) > 0 then count(at) = count(*) end,
        case when count(at) = count(*) then min(at) else max(at) end, private.valid_for('sms', 'delivered'), count(at),
        'delivery_receipts', jsonb_build_object('recipients', count(*), 'real', v_since is not null,
            'without', coalesce(jsonb_agg(full_name order by full_name) filter (where at is null), '[]'))
    from people;
    return query
    select 'sms', 'email', case when count(*) > 0 then true end, max(a.delivered_at),
        private.valid_for('sms', 'email'), count(*), 'delivery_receipts',
        jsonb_build_object('real', v_since is not null)
    from public.alert_attempts a where a.channel = 'email' and a.delivered_at >= v_since
        and exists (select 1 from public.recipients r where r.active and lower(r.email) = a.address)
        and a.delivered_at > now() - interval '90 days';
    -- Lost: failed for good and seen by nobody, or forgotten by whoever should have taken it.
    return query
    select 'sms', 'lost', case when count(*) > 0 then count(*) filter (where failed or forgotten) = 0 end,
        case when count(*) > 0 then now() end, private.valid_for('sms', 'lost'), count(*), 'alerts',
        jsonb_build_object('failed', count(*) filter (where failed), 'forgotten', count(*) filter (where forgotten),
            'real', v_since is not null, 'rules_off', (select coalesce(jsonb_agg(r.kind order by r.kind), '[]')
                from public.alert_rules r where not r.enabled
                    and r.kind not in (select c.kind from public.customer_texts c)))
    from (select a.state = 'failed' as failed,
                 a.due_at < v_forgotten and coalesce(a.lease_until < v_forgotten, true) as forgotten
          from public.alerts a where a.created_at > now() - interval '7 days' and a.created_at >= v_since
            and a.basis is null and not private.is_proof(a)) x;
end $$;

-- Since when copies go where they go today; null: the worker has not said where.
create or replace function private.copies_go_there_since() returns timestamptz
language sql stable set search_path = ''
as $$
    select min(e.measured_at) from public.evidence e
    where e.gate = 'backups' and e.code = 'away'
      and e.detail -> 'bucket' = (private.newest_evidence('backups', 'away')).detail -> 'bucket'
$$;

create or replace function private.gate_backups() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
-- A copy in another place proves nothing of this one.
declare v_since timestamptz := coalesce(private.copies_go_there_since(), '-infinity');
begin
    return query
    select 'backups', 'proven', case when b.id is not null then (private.last_proof(b.id)).state = 'proven' end,
        b.snapshot_at, private.valid_for('backups', 'proven'), null::bigint,
        'restored_and_compared', jsonb_build_object('proof', (private.last_proof(b.id)).state,
            'size_bytes', b.size_bytes)
    from (values (1)) one
    left join lateral (select * from public.backups x where x.state = 'stored' and x.reason = 'schedule'
        and x.snapshot_at >= v_since order by x.snapshot_at desc limit 1) b on true;
    -- A drill is asked for by a person: the newest one that ended, whatever its end.
    return query
    select 'backups', 'drill', p.state = 'proven', p.finished_at, private.valid_for('backups', 'drill'), null::bigint,
        'restored_and_compared', jsonb_strip_nulls(jsonb_build_object('seconds', p.seconds, 'copy_at', b.snapshot_at))
    from (values (1)) one
    left join lateral (select x.* from public.backup_proofs x join public.backups y on y.id = x.backup_id
                       where x.reason = 'hand' and x.state in ('proven', 'failed') and y.snapshot_at >= v_since
                       order by x.finished_at desc limit 1) p on true
    left join public.backups b on b.id = p.backup_id;
    return query
    select c.gate, c.code, c.ok and s.store = c.detail ->> 'store', s.snapshot_at, c.valid_for, c.n, c.method,
        c.detail || jsonb_build_object('newest_store', s.store)
    from private.evidence_check('backups', 'away') c
    left join lateral (select b.store, b.snapshot_at from public.backups b where b.state = 'stored'
        and b.snapshot_at >= v_since order by b.snapshot_at desc limit 1) s on true;
end $$;

-- Did Paul's first words hold the notice, in the last calls with the real Paul? Trials count: it is Paul who is
-- measured.
create or replace function private.notice_heard(p_last integer) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (with words as (select s.notice_words from public.privacy_settings s),
        said as (select c.created_at, strpos(private.fold(f.text), private.fold(w.notice_words)) > 0 as heard
                 from words w, public.vapi_calls c
                 cross join lateral (select g.text from public.call_logs g where g.call_id = c.id and g.kind = 'said'
                     and g.speaker = 'paul'
                                     order by g.at, g.id limit 1) f
                 where not c.is_demo and c.status = 'ended' and c.created_at > now() - interval '60 days'
                     and f.text <> ''
                   and not exists (select 1 from public.test_calls t where t.simulated
                       and (t.call_id = c.id or t.vapi_call_id = c.vapi_call_id))
                 order by c.created_at desc limit p_last)
        select jsonb_build_object('calls', count(*), 'heard', count(*) filter (where heard), 'at', max(created_at))
            from said);
end $$;

create or replace function private.gate_privacy() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_facts jsonb := private.privacy_facts();
    v_limits record;
    v_notice jsonb;
begin
    select * into v_limits from private.gate_limits();
    v_notice := private.notice_heard(v_limits.notice_calls);
    return query select 'privacy', 'officer', (v_facts ->> 'officer')::boolean, now(),
        private.valid_for('privacy', 'officer'), null::bigint, 'settings', '{}'::jsonb;
    return query select 'privacy', 'retention', case when v_facts ->> 'purged_at' is not null
        then (v_facts ->> 'rules_off')::integer = 0 end,
        (v_facts ->> 'purged_at')::timestamptz, private.valid_for('privacy', 'retention'), null::bigint,
        'purge_log', jsonb_build_object('rules_off', v_facts -> 'rules_off');
    return query select 'privacy', 'notice', case when (v_notice ->> 'calls')::integer >= v_limits.least_notice_calls
        then v_notice -> 'calls' = v_notice -> 'heard' end,
        (v_notice ->> 'at')::timestamptz, private.valid_for('privacy', 'notice'), (v_notice ->> 'calls')::bigint,
        'transcripts', v_notice || (select jsonb_build_object('words', s.notice_words) from public.privacy_settings s);
    return query select 'privacy', 'register', (v_facts ->> 'overdue')::integer = 0, now(),
        private.valid_for('privacy', 'register'), (v_facts ->> 'incidents')::bigint, 'registers',
        jsonb_build_object('overdue', v_facts -> 'overdue', 'agreements_missing', v_facts -> 'agreements_missing');
end $$;
