-- Copies in a bucket are carried away by a link that the worker signs for one request; the console holds no key of the
-- bucket. The link opens one encrypted file for a few minutes, and only whoever asked may read it.

create table private.backup_links (
    request_id uuid primary key,
    backup_id uuid not null references public.backups (id) on delete cascade,
    asked_by uuid not null,
    asked_at timestamptz not null default clock_timestamp(),
    url text
);
alter table private.backup_links enable row level security;
revoke all on private.backup_links from public, anon, authenticated, service_role;
grant select, insert, update, delete on private.backup_links to service_role;

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
    if not found then perform private.refuse('Cette copie n''existe plus.'); end if;
    if b.store = 's3' then
        delete from private.backup_links where asked_at < now() - interval '10 minutes';
        insert into private.backup_links (request_id, backup_id, asked_by) values (p_request_id, b.id, auth.uid());
        perform pg_notify('drain_work', 'backups');
    end if;
    return private.end_action(p_request_id, jsonb_build_object('name', b.name, 'store', b.store, 'size_bytes', b.size_bytes));
end $$;

-- The link, once the worker has signed it; null until then, and after five minutes.
create function public.backup_link(p_request_id uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return (select url from private.backup_links where request_id = p_request_id and asked_by = auth.uid()
            and asked_at > now() - interval '5 minutes');
end $$;

create function private.links_wanted() returns table (request_id uuid, name text)
language sql stable set search_path = ''
as $$
    select l.request_id, b.name from private.backup_links l join public.backups b on b.id = l.backup_id
    where l.url is null and l.asked_at > now() - interval '1 minute'
$$;

create function private.give_link(p_request_id uuid, p_url text) returns void
language sql set search_path = ''
as $$ update private.backup_links set url = p_url where request_id = p_request_id $$;

revoke execute on all functions in schema private from public, anon;
revoke execute on function public.backup_link from public, anon;
grant execute on function public.backup_link to authenticated;
