-- What asks for backups and proofs, once for each cause: a night, a migration, a click.

create or replace function private.ask_backup(p_reason text, p_cause_key text, p_by uuid default null) returns uuid
language plpgsql set search_path = ''
as $$
declare v_id uuid;
begin
    insert into public.backups (reason, cause_key, asked_by) values (p_reason, p_cause_key, p_by)
    on conflict (cause_key) do nothing returning id into v_id;
    if v_id is not null then perform pg_notify('drain_work', 'backups'); end if;
    return v_id;
end $$;

create or replace function private.ask_proof(p_backup_id uuid, p_reason text, p_cause_key text, p_by uuid default null)
    returns uuid
language plpgsql set search_path = ''
as $$
declare v_id uuid;
begin
    insert into public.backup_proofs (backup_id, reason, cause_key, asked_by)
    values (p_backup_id, p_reason, p_cause_key, p_by) on conflict (cause_key) do nothing returning id into v_id;
    if v_id is not null then perform pg_notify('drain_work', 'backups'); end if;
    return v_id;
end $$;

create or replace function private.schedule_backups() returns void
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
            private.coded('proof_stale', jsonb_build_object('hours', s.proof_limit_hours)), false, false);
    end if;
    if exists (select 1 from public.backup_stores st where st.at > now() - interval '1 hour' and st.ok
               and st.free_bytes < greatest(3 * coalesce((select max(size_bytes) from public.backups
                   where state = 'stored'), 0),
                                            st.total_bytes / 20)) then
        perform private.raise_alert('backup', 'backup_disk:' || to_char(v_local, 'YYYY-MM-DD'), null, null,
            'disk_nearly_full', false, false);
    end if;
end $$;

-- When a try that failed comes again; null after the fifth.
create or replace function private.backup_again_at(p_attempts integer) returns timestamptz
language sql volatile set search_path = ''
as $$ select case when p_attempts < 5 then clock_timestamp() + p_attempts * interval '2 minutes' end $$;

-- The last word on a copy: its newest finished proof.
create or replace function private.last_proof(p_backup_id uuid) returns public.backup_proofs
language sql stable set search_path = ''
as $$
    select p from public.backup_proofs p where p.backup_id = p_backup_id and p.state in ('proven', 'failed')
    order by p.finished_at desc limit 1
$$;

-- The newest copy whose last word is "proven".
create or replace function private.last_proven() returns public.backups
language sql stable set search_path = ''
as $$
    select b from public.backups b
    where b.state = 'stored' and (private.last_proof(b.id)).state = 'proven' order by b.snapshot_at desc limit 1
$$;
