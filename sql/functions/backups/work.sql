-- What workers do to backups and proofs: claim, tell how far they are, record. The token proves who holds a row.

-- The next thing to do, leased for half a minute; null when there is none, or when somebody is at it. A backup goes
-- first.
create or replace function private.claim_backup_work() returns jsonb
language plpgsql set search_path = ''
as $$
declare
    v_backup public.backups;
    v_proof public.backup_proofs;
begin
    if not pg_try_advisory_xact_lock(45028, 50) then return null; end if;
    perform private.end_dead_backup_work();
    if exists (select 1 from public.backups where state = 'running')
        or exists (select 1 from public.backup_proofs where state = 'running') then return null; end if;
    update public.backups set state = 'running', token = gen_random_uuid(), attempts = attempts + 1, step = 'preparing',
        lease_until = clock_timestamp() + interval '30 seconds', started_at = clock_timestamp(), finished_at = null,
        due_at = null, bytes_done = 0
    where id = (select id from public.backups where state = 'asked' and due_at <= clock_timestamp()
                order by due_at limit 1 for update skip locked)
    returning * into v_backup;
    if v_backup.id is not null then
        return jsonb_build_object('kind', 'backup', 'id', v_backup.id, 'token', v_backup.token);
    end if;
    update public.backup_proofs set state = 'running', token = gen_random_uuid(), attempts = attempts + 1,
        lease_until = clock_timestamp() + interval '30 seconds', started_at = clock_timestamp(), finished_at = null,
        due_at = null, step = 'fetching'
    where id = (select id from public.backup_proofs where state = 'asked' and due_at <= clock_timestamp()
                order by due_at limit 1 for update skip locked)
    returning * into v_proof;
    if v_proof.id is null then return null; end if;
    return (select jsonb_build_object('kind', 'proof', 'id', v_proof.id, 'token', v_proof.token, 'backup_id', b.id,
        'name', b.name, 'store', b.store, 'manifest', b.manifest) from public.backups b where b.id = v_proof.backup_id);
end $$;

-- Says how far it is and keeps the lease. Answers go, cancel or lost: a row that is another's is left alone.
create or replace function private.backup_progress(p_kind text, p_id uuid, p_token uuid, p_step text, p_table text,
    p_bytes bigint)
returns text
language plpgsql set search_path = ''
as $$
declare v_cancel boolean;
begin
    if p_kind = 'backup' then
        update public.backups set lease_until = clock_timestamp() + interval '30 seconds', step = p_step,
            current_table = p_table, bytes_done = p_bytes
        where id = p_id and token = p_token and state = 'running' returning cancel_asked into v_cancel;
    else
        update public.backup_proofs set lease_until = clock_timestamp() + interval '30 seconds', step = p_step
        where id = p_id and token = p_token and state = 'running' returning cancel_asked into v_cancel;
    end if;
    return case when v_cancel is null then 'lost' when v_cancel then 'cancel' else 'go' end;
end $$;

-- The name under which it is about to be put in the store: what a dead worker left there is found by it.
create or replace function private.name_backup(p_id uuid, p_token uuid, p_name text, p_store text) returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.backups set name = p_name, store = p_store where id = p_id and token = p_token and state = 'running';
    return found;
end $$;

-- Written and read back: recorded, and a proof is due at once.
create or replace function private.record_backup(p_id uuid, p_token uuid, p_manifest jsonb, p_store text)
    returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.backups set state = 'stored', token = null, lease_until = null, step = null, current_table = null,
        failure = null, failure_detail = null, finished_at = clock_timestamp(), store = p_store, manifest = p_manifest,
        name = p_manifest ->> 'name', size_bytes = (p_manifest ->> 'size_bytes')::bigint,
        sha256 = p_manifest ->> 'sha256',
        bytes_done = (p_manifest ->> 'size_bytes')::bigint, server_version = p_manifest ->> 'server_version',
        snapshot_at = (p_manifest ->> 'snapshot_at')::timestamptz,
        newest_call_at = (p_manifest ->> 'newest_call_at')::timestamptz
    where id = p_id and token = p_token and state = 'running';
    -- Told twice, because the first answer was lost on the way: recorded all the same.
    if not found then
        return exists (select 1 from public.backups where id = p_id and state = 'stored'
            and name = p_manifest ->> 'name');
    end if;
    perform private.ask_proof(p_id, 'after', 'after:' || p_id);
    return true;
end $$;

create or replace function private.record_proof(p_id uuid, p_token uuid, p_seconds numeric, p_checks jsonb)
    returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.backup_proofs set state = 'proven', token = null, lease_until = null, step = null, failure = null,
        failure_detail = null, finished_at = clock_timestamp(), seconds = p_seconds, checks = p_checks
    where id = p_id and token = p_token and state = 'running';
    return found;
end $$;
