-- The one place that says who is whom. Owner and administrator are nobody before the code of their telephone (`aal2`):
-- with a password alone, nothing is read and nothing is done. Security definer, so that policies may ask for the role
-- without being let into the table.
create or replace function private.app_role() returns text
language sql stable security definer set search_path = ''
as $$ select role from public.profiles where user_id = (select auth.uid()) and not suspended
    and (select private.session_lives()) and (role = 'staff' or auth.jwt() ->> 'aal' = 'aal2') $$;

-- Who is asking, when they have one of these roles; refused otherwise.
create or replace function private.require_role(variadic p_roles text[]) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
    if private.app_role() is null or private.app_role() <> all (p_roles) then
        raise insufficient_privilege using message = 'role_not_allowed';
    end if;
    return auth.uid();
end $$;

-- There is always an owner who can sign in: only an owner gives that access back. Nobody changes their own access, so
-- that no button can take the last one away; this holds whoever writes, the service's own key included. An account that
-- is deleted at Supabase Auth takes its profile along: that is done there, by whoever holds the project.
create or replace function private.keep_an_owner() returns trigger language plpgsql security definer
    set search_path = ''
as $$
begin
    if pg_trigger_depth() > 1 then return null; end if;
    if not exists (select 1 from public.profiles where role = 'owner' and not suspended) then
        raise check_violation using message = 'the last owner stays';
    end if;
    return null;
end $$;

create or replace function public.people() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('user_id', p.user_id, 'full_name', p.full_name, 'role', p.role)
                              order by p.full_name), '[]')
    from public.profiles p where not p.suspended and private.require_role('owner', 'staff', 'admin') is not null
$$;
