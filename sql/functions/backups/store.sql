-- Names under which a worker that died may have left part of a copy in the store; the next try takes them away first.
create or replace function private.leftover_copies() returns table (name text)
language sql stable set search_path = ''
as $$ select b.name from public.backups b where b.name is not null
    and b.state in ('asked', 'running', 'failed', 'cancelled') $$;

create or replace function private.forget_leftover(p_name text) returns void
language sql set search_path = ''
as $$
    update public.backups set name = null, store = null where name = p_name
        and state in ('asked', 'running', 'failed', 'cancelled')
$$;

create or replace function private.note_backup_store(p_name text, p_ok boolean, p_free bigint, p_total bigint,
    p_detail text) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.backup_stores (name, at, ok, free_bytes, total_bytes, detail)
    values (p_name, clock_timestamp(), p_ok, p_free, p_total, p_detail)
    on conflict (name) do update set at = excluded.at, ok = excluded.ok, free_bytes = excluded.free_bytes,
        total_bytes = excluded.total_bytes, detail = excluded.detail;
end $$;

-- What retention decides on: every copy that is kept, newest first.
create or replace function private.kept_copies() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('settings', (select to_jsonb(s) from public.backup_settings s),
        'copies', (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'name', b.name, 'store', b.store,
            'snapshot_at', b.snapshot_at, 'reason', b.reason,
            'proven', coalesce((private.last_proof(b.id)).state = 'proven', false),
            'busy', exists (select 1 from public.backup_proofs p where p.backup_id = b.id
                and p.state in ('asked', 'running')))
            order by b.snapshot_at desc), '[]')
        from public.backups b where b.state = 'stored'))
$$;

-- Taken out of the list before the file goes: a copy that is listed is there. The last proven one never goes.
create or replace function private.let_go_of_copy(p_id uuid) returns boolean
language plpgsql set search_path = ''
as $$
begin
    if p_id = (private.last_proven()).id then return false; end if;
    update public.backups set state = 'deleted', deleted_at = clock_timestamp() where id = p_id and state = 'stored';
    return found;
end $$;
