-- Lets the administrator carry the encrypted file away; the trail tells who took which copy.
create or replace function public.download_backup(p_request_id uuid, p_backup_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    b public.backups;
begin
    perform private.require_role('admin');
    v_done := private.begin_action(p_request_id, 'download_backup', 'backup', p_backup_id::text);
    if v_done is not null then return v_done; end if;
    select * into b from public.backups where id = p_backup_id and state = 'stored';
    if not found then perform private.refuse('copy_gone'); end if;
    if b.store = 's3' then
        delete from private.backup_links where asked_at < now() - interval '10 minutes';
        insert into private.backup_links (request_id, backup_id, asked_by) values (p_request_id, b.id, auth.uid());
        perform pg_notify('drain_work', 'backups');
    end if;
    return private.end_action(p_request_id, jsonb_build_object('name', b.name, 'store', b.store,
        'size_bytes', b.size_bytes));
end $$;

-- The link, once the worker has signed it; null until then, and after five minutes.
create or replace function public.backup_link(p_request_id uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return (select url from private.backup_links where request_id = p_request_id and asked_by = auth.uid()
            and asked_at > now() - interval '5 minutes');
end $$;

create or replace function private.links_wanted() returns table (request_id uuid, name text)
language sql stable set search_path = ''
as $$
    select l.request_id, b.name from private.backup_links l join public.backups b on b.id = l.backup_id
    where l.url is null and l.asked_at > now() - interval '1 minute'
$$;

create or replace function private.give_link(p_request_id uuid, p_url text) returns void
language sql set search_path = ''
as $$ update private.backup_links set url = p_url where request_id = p_request_id $$;
