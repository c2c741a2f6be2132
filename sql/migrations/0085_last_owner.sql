-- There is always an owner who can sign in: only an owner gives that access back. Nobody changes their own access, so that no
-- button can take the last one away; this holds whoever writes, the service's own key included. An account that is deleted at
-- Supabase Auth takes its profile along: that is done there, by whoever holds the project.

create function private.keep_an_owner() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    if pg_trigger_depth() > 1 then return null; end if;
    if not exists (select 1 from public.profiles where role = 'owner' and not suspended) then
        raise check_violation using message = 'the last owner stays';
    end if;
    return null;
end $$;
create trigger profiles_last_owner_changed after update of role, suspended on public.profiles for each row
when (old.role = 'owner' and not old.suspended) execute function private.keep_an_owner();
create trigger profiles_last_owner_deleted after delete on public.profiles for each row
when (old.role = 'owner' and not old.suspended) execute function private.keep_an_owner();
revoke execute on function private.keep_an_owner from public, anon, authenticated;
