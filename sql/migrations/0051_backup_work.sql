-- What workers do to backups and proofs: claim, tell how far they are, record, give up. The token proves who holds a row.

create function private.ask_backup(p_reason text, p_cause_key text, p_by uuid default null) returns uuid
language plpgsql set search_path = ''
as $$
declare v_id uuid;
begin
    insert into public.backups (reason, cause_key, asked_by) values (p_reason, p_cause_key, p_by)
    on conflict (cause_key) do nothing returning id into v_id;
    if v_id is not null then perform pg_notify('drain_work', 'backups'); end if;
    return v_id;
end $$;

create function private.ask_proof(p_backup_id uuid, p_reason text, p_cause_key text, p_by uuid default null) returns uuid
language plpgsql set search_path = ''
as $$
declare v_id uuid;
begin
    insert into public.backup_proofs (backup_id, reason, cause_key, asked_by)
    values (p_backup_id, p_reason, p_cause_key, p_by) on conflict (cause_key) do nothing returning id into v_id;
    if v_id is not null then perform pg_notify('drain_work', 'backups'); end if;
    return v_id;
end $$;

-- When a try that failed comes again; null after the fifth.
create function private.backup_again_at(p_attempts integer) returns timestamptz
language sql volatile set search_path = ''
as $$ select case when p_attempts < 5 then clock_timestamp() + p_attempts * interval '2 minutes' end $$;

-- For the message that wakes somebody; the screen has more to say.
create function private.backup_failure_words(p_failure text) returns text
language sql immutable set search_path = ''
as $$
    select case p_failure when 'disk_full' then 'plus de place pour les copies'
        when 'store_away' then 'l''endroit des copies ne répond pas' when 'database_away' then 'la base n''a pas répondu'
        when 'worker_died' then 'le service de fond s''est arrêté' when 'no_public_key' then 'aucune clé publique'
        when 'no_private_key' then 'la clé privée manque' when 'wrong_key' then 'ce n''est pas la bonne clé'
        when 'missing_file' then 'le fichier a disparu' when 'truncated' then 'le fichier est tronqué'
        when 'altered' then 'le fichier est abîmé ou échangé' else 'la raison est dans Sauvegardes' end
$$;

create function private.fail_backup(p_id uuid, p_token uuid, p_failure text, p_detail text, p_again boolean) returns boolean
language plpgsql set search_path = ''
as $$
declare v public.backups;
begin
    update public.backups set token = null, lease_until = null, step = null, current_table = null, bytes_done = null,
        failure = p_failure, failure_detail = p_detail, finished_at = clock_timestamp(),
        -- A worker that was told to stop has failed at nothing: the next one goes on at once.
        attempts = attempts - (p_failure = 'stopped')::integer,
        due_at = case when p_failure = 'stopped' then clock_timestamp() when p_again then private.backup_again_at(attempts) end,
        state = case when p_failure = 'cancelled' then 'cancelled'
                     when p_failure = 'stopped' or p_again and private.backup_again_at(attempts) is not null then 'asked' else 'failed' end
    where id = p_id and token = p_token and state = 'running' returning * into v;
    if not found then return false; end if;
    if p_failure not in ('cancelled', 'stopped') then
        perform private.raise_alert('backup', 'backup:' || p_id || ':' || p_failure, null, null,
            'la sauvegarde a échoué: ' || private.backup_failure_words(p_failure), false, false);
    end if;
    return true;
end $$;

create function private.fail_proof(p_id uuid, p_token uuid, p_failure text, p_detail text, p_checks jsonb, p_again boolean)
returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.backup_proofs set token = null, lease_until = null, step = null, failure = p_failure,
        failure_detail = p_detail, checks = p_checks, finished_at = clock_timestamp(),
        -- A worker that was told to stop has failed at nothing: the next one goes on at once.
        attempts = attempts - (p_failure = 'stopped')::integer,
        due_at = case when p_failure = 'stopped' then clock_timestamp() when p_again then private.backup_again_at(attempts) end,
        state = case when p_failure = 'cancelled' then 'cancelled'
                     when p_failure = 'stopped' or p_again and private.backup_again_at(attempts) is not null then 'asked' else 'failed' end
    where id = p_id and token = p_token and state = 'running';
    if not found then return false; end if;
    if p_failure not in ('cancelled', 'stopped') then
        perform private.raise_alert('backup', 'proof:' || p_id || ':' || p_failure, null, null,
            'une copie n''a pas pu être éprouvée: ' || private.backup_failure_words(p_failure), false, false);
    end if;
    return true;
end $$;

-- A worker that died holds its row until the lease ends; then the row is due again, and the reason is kept.
create function private.end_dead_backup_work() returns void
language plpgsql set search_path = ''
as $$
begin
    perform private.fail_backup(id, token, case when cancel_asked then 'cancelled' else 'worker_died' end, null, true)
    from public.backups where state = 'running' and lease_until < clock_timestamp();
    perform private.fail_proof(id, token, case when cancel_asked then 'cancelled' else 'worker_died' end, null, null, true)
    from public.backup_proofs where state = 'running' and lease_until < clock_timestamp();
end $$;

-- The next thing to do, leased for half a minute; null when there is none, or when somebody is at it. A backup goes first.
create function private.claim_backup_work() returns jsonb
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
create function private.backup_progress(p_kind text, p_id uuid, p_token uuid, p_step text, p_table text, p_bytes bigint)
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
create function private.name_backup(p_id uuid, p_token uuid, p_name text, p_store text) returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.backups set name = p_name, store = p_store where id = p_id and token = p_token and state = 'running';
    return found;
end $$;

-- Asked at the beginning of a try, before it has a name of its own.
create function private.leftover_copies() returns table (name text)
language sql stable set search_path = ''
as $$ select b.name from public.backups b where b.name is not null and b.state in ('asked', 'running', 'failed', 'cancelled') $$;

create function private.forget_leftover(p_name text) returns void
language sql set search_path = ''
as $$
    update public.backups set name = null, store = null where name = p_name and state in ('asked', 'running', 'failed', 'cancelled')
$$;

-- Written and read back: recorded, and a proof is due at once.
create function private.record_backup(p_id uuid, p_token uuid, p_manifest jsonb, p_store text) returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.backups set state = 'stored', token = null, lease_until = null, step = null, current_table = null,
        failure = null, failure_detail = null, finished_at = clock_timestamp(), store = p_store, manifest = p_manifest,
        name = p_manifest ->> 'name', size_bytes = (p_manifest ->> 'size_bytes')::bigint, sha256 = p_manifest ->> 'sha256',
        bytes_done = (p_manifest ->> 'size_bytes')::bigint, server_version = p_manifest ->> 'server_version',
        snapshot_at = (p_manifest ->> 'snapshot_at')::timestamptz,
        newest_call_at = (p_manifest ->> 'newest_call_at')::timestamptz
    where id = p_id and token = p_token and state = 'running';
    -- Told twice, because the first answer was lost on the way: recorded all the same.
    if not found then
        return exists (select 1 from public.backups where id = p_id and state = 'stored' and name = p_manifest ->> 'name');
    end if;
    perform private.ask_proof(p_id, 'after', 'after:' || p_id);
    return true;
end $$;

create function private.record_proof(p_id uuid, p_token uuid, p_seconds numeric, p_checks jsonb) returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.backup_proofs set state = 'proven', token = null, lease_until = null, step = null, failure = null,
        failure_detail = null, finished_at = clock_timestamp(), seconds = p_seconds, checks = p_checks
    where id = p_id and token = p_token and state = 'running';
    return found;
end $$;

create function private.note_backup_store(p_name text, p_ok boolean, p_free bigint, p_total bigint, p_detail text) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.backup_stores (name, at, ok, free_bytes, total_bytes, detail)
    values (p_name, clock_timestamp(), p_ok, p_free, p_total, p_detail)
    on conflict (name) do update set at = excluded.at, ok = excluded.ok, free_bytes = excluded.free_bytes,
        total_bytes = excluded.total_bytes, detail = excluded.detail;
end $$;

revoke execute on all functions in schema private from public, anon;
