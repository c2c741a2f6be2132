-- A try that failed: due again or given up, and told to somebody.

create or replace function private.fail_backup(p_id uuid, p_token uuid, p_failure text, p_detail text, p_again boolean)
    returns boolean
language plpgsql set search_path = ''
as $$
declare v public.backups;
begin
    update public.backups set token = null, lease_until = null, step = null, current_table = null, bytes_done = null,
        failure = p_failure, failure_detail = p_detail, finished_at = clock_timestamp(),
        -- A worker that was told to stop has failed at nothing: the next one goes on at once.
        attempts = attempts - (p_failure = 'stopped')::integer,
        due_at = case when p_failure = 'stopped' then clock_timestamp() when p_again
            then private.backup_again_at(attempts) end,
        state = case when p_failure = 'cancelled' then 'cancelled'
                     when p_failure = 'stopped' or p_again and private.backup_again_at(attempts) is not null
                         then 'asked' else 'failed' end
    where id = p_id and token = p_token and state = 'running' returning * into v;
    if not found then return false; end if;
    if p_failure not in ('cancelled', 'stopped') then
        perform private.raise_alert('backup', 'backup:' || p_id || ':' || p_failure, null, null,
            private.coded('backup_failed', jsonb_build_object('failure', p_failure)), false, false);
    end if;
    return true;
end $$;

create or replace function private.fail_proof(p_id uuid, p_token uuid, p_failure text, p_detail text, p_checks jsonb,
    p_again boolean)
returns boolean
language plpgsql set search_path = ''
as $$
begin
    update public.backup_proofs set token = null, lease_until = null, step = null, failure = p_failure,
        failure_detail = p_detail, checks = p_checks, finished_at = clock_timestamp(),
        -- A worker that was told to stop has failed at nothing: the next one goes on at once.
        attempts = attempts - (p_failure = 'stopped')::integer,
        due_at = case when p_failure = 'stopped' then clock_timestamp() when p_again
            then private.backup_again_at(attempts) end,
        state = case when p_failure = 'cancelled' then 'cancelled'
                     when p_failure = 'stopped' or p_again and private.backup_again_at(attempts) is not null
                         then 'asked' else 'failed' end
    where id = p_id and token = p_token and state = 'running';
    if not found then return false; end if;
    if p_failure not in ('cancelled', 'stopped') then
        perform private.raise_alert('backup', 'proof:' || p_id || ':' || p_failure, null, null,
            private.coded('proof_failed', jsonb_build_object('failure', p_failure)), false, false);
    end if;
    return true;
end $$;

-- A worker that died holds its row until the lease ends; then the row is due again, and the reason is kept.
create or replace function private.end_dead_backup_work() returns void
language plpgsql set search_path = ''
as $$
begin
    perform private.fail_backup(id, token, case when cancel_asked then 'cancelled' else 'worker_died' end, null, true)
    from public.backups where state = 'running' and lease_until < clock_timestamp();
    perform private.fail_proof(id, token, case when cancel_asked then 'cancelled' else 'worker_died' end, null, null,
        true)
    from public.backup_proofs where state = 'running' and lease_until < clock_timestamp();
end $$;
