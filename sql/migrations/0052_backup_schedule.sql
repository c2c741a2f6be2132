-- What asks for backups and proofs by itself, which copies may go, and what raises an alert. Called every minute.

-- The last word on a copy: its newest finished proof.
create function private.last_proof(p_backup_id uuid) returns public.backup_proofs
language sql stable set search_path = ''
as $$
    select p from public.backup_proofs p where p.backup_id = p_backup_id and p.state in ('proven', 'failed')
    order by p.finished_at desc limit 1
$$;

-- The newest copy whose last word is "proven".
create function private.last_proven() returns public.backups
language sql stable set search_path = ''
as $$
    select b from public.backups b
    where b.state = 'stored' and (private.last_proof(b.id)).state = 'proven' order by b.snapshot_at desc limit 1
$$;

create function private.schedule_backups() returns void
language plpgsql set search_path = ''
as $$
declare
    s public.backup_settings;
    v_local timestamp := now() at time zone 'America/Toronto';
    v_proven public.backups;
    v_older uuid;
begin
    select * into s from public.backup_settings;
    if not s.enabled then return; end if;
    if not exists (select 1 from public.backups where state in ('asked', 'running', 'stored', 'failed')) then
        -- A database that was never copied does not wait for the night.
        if exists (select 1 from public.vapi_calls) then perform private.ask_backup('schedule', 'first'); end if;
    elsif v_local::time >= s.nightly_at and not exists (
        select 1 from public.backups where cause_key = 'first'
          and asked_at >= (v_local::date + s.nightly_at) at time zone 'America/Toronto') then
        perform private.ask_backup('schedule', 'night:' || to_char(v_local, 'YYYY-MM-DD'));
    end if;
    -- Each week, an older copy chosen by lot: a store can spoil what it has kept for months.
    if not exists (select 1 from public.backup_proofs where cause_key = 'weekly:' || to_char(v_local, 'IYYY-IW')) then
        select b.id into v_older from public.backups b
        where b.state = 'stored' and b.finished_at < now() - interval '2 days' order by random() limit 1;
        if v_older is not null then
            perform private.ask_proof(v_older, 'weekly', 'weekly:' || to_char(v_local, 'IYYY-IW'));
        end if;
    end if;
    v_proven := private.last_proven();
    if exists (select 1 from public.backups where asked_at < now() - make_interval(hours => s.proof_limit_hours))
        and (v_proven.id is null or v_proven.snapshot_at < now() - make_interval(hours => s.proof_limit_hours)) then
        perform private.raise_alert('backup', 'backup_stale:' || to_char(v_local, 'YYYY-MM-DD'), null, null,
            'aucune copie éprouvée depuis plus de ' || s.proof_limit_hours || ' h', false, false);
    end if;
    if exists (select 1 from public.backup_stores st where st.at > now() - interval '1 hour' and st.ok
               and st.free_bytes < greatest(3 * coalesce((select max(size_bytes) from public.backups where state = 'stored'), 0),
                                            st.total_bytes / 20)) then
        perform private.raise_alert('backup', 'backup_disk:' || to_char(v_local, 'YYYY-MM-DD'), null, null,
            'le disque des copies est presque plein', false, false);
    end if;
end $$;

-- What retention decides on: every copy that is kept, newest first.
create function private.kept_copies() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('settings', (select to_jsonb(s) from public.backup_settings s),
        'copies', (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'name', b.name, 'store', b.store,
            'snapshot_at', b.snapshot_at, 'proven', coalesce((private.last_proof(b.id)).state = 'proven', false),
            'busy', exists (select 1 from public.backup_proofs p where p.backup_id = b.id and p.state in ('asked', 'running')))
            order by b.snapshot_at desc), '[]')
        from public.backups b where b.state = 'stored'))
$$;

-- Taken out of the list before the file goes: a copy that is listed is there. The last proven one never goes.
create function private.let_go_of_copy(p_id uuid) returns boolean
language plpgsql set search_path = ''
as $$
begin
    if p_id = (private.last_proven()).id then return false; end if;
    update public.backups set state = 'deleted', deleted_at = clock_timestamp() where id = p_id and state = 'stored';
    return found;
end $$;

revoke execute on all functions in schema private from public, anon;
