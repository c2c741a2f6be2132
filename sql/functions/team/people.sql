-- Both people's rows are locked, so that two who shut each other out do so one after the other. Nobody changes their
-- own access, and only an owner that of an owner.
create or replace function private.require_may_change(p_user_id uuid, p_new_role text default null)
    returns public.profiles
language plpgsql security definer set search_path = ''
as $$
declare v public.profiles;
begin
    perform 1 from public.profiles where user_id in (auth.uid(), p_user_id) order by user_id
    -- Not their keys: what is about them goes on meanwhile.
    for no key update;
    perform private.require_role('owner', 'admin');
    select * into v from public.profiles where user_id = p_user_id;
    if not found then perform private.refuse('person_left_team'); end if;
    if v.user_id = auth.uid() then perform private.refuse('own_access'); end if;
    if 'owner' in (v.role, p_new_role) and private.app_role() <> 'owner' then
        perform private.refuse('only_owners_change_owners');
    end if;
    return v;
end $$;

create or replace function private.order_view(o public.account_orders) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('id', o.id, 'kind', o.kind, 'email', o.email, 'full_name', o.full_name, 'role', o.role,
        'state', o.state, 'reason', o.reason, 'asked_at', o.asked_at, 'done_at', o.done_at, 'attempts', o.attempts)
$$;

create or replace function public.team() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return jsonb_build_object('now', clock_timestamp(),
        'people', (select jsonb_agg(jsonb_build_object('user_id', p.user_id, 'email', p.email, 'full_name', p.full_name,
                'role', p.role, 'suspended', p.suspended, 'suspended_at', p.suspended_at, 'created_at', p.created_at,
                'last_seen_at', p.last_seen_at, 'second_factor', exists (select 1 from auth.mfa_factors f
                    where f.user_id = p.user_id and f.status = 'verified'),
                'order', (select private.order_view(o) from public.account_orders o
                    where o.user_id = p.user_id order by o.asked_at desc limit 1)) order by p.suspended, p.full_name)
            from public.profiles p),
        'invitations', (select coalesce(jsonb_agg(private.order_view(o) order by o.asked_at desc), '[]')
            from public.account_orders o where o.kind = 'invite' and o.state <> 'done'
                and o.asked_at > now() - interval '30 days'
              and o.reason is distinct from 'dropped'));
end $$;

-- Somebody is here; said by the console when a person does something, a minute apart at most.
create or replace function public.note_visit() returns void
language plpgsql security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'staff', 'admin');
    update public.profiles set last_seen_at = clock_timestamp()
    where user_id = auth.uid() and (last_seen_at is null or last_seen_at < clock_timestamp() - interval '30 seconds');
end $$;

-- The name of somebody of the team, also when they are no more of it.
create or replace function private.name_of(p_user_id uuid) returns text
language sql stable security definer set search_path = ''
as $$
    select coalesce((select full_name from public.profiles where user_id = p_user_id),
        (select full_name from private.former_people where user_id = p_user_id))
$$;

create or replace function private.keep_name() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into private.former_people (user_id, full_name) values (old.user_id, old.full_name)
    on conflict (user_id) do update set full_name = excluded.full_name, left_at = excluded.left_at;
    return null;
end $$;

-- What stands in our messages under our own sender: a name, and nothing that a mail program would make a link of.
create or replace function private.is_name(p_name text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return length(p_name) <= 80 and p_name !~ '[[:cntrl:]<>@/\\]|www\.|[[:alnum:]]\.[a-z]{2,}|[0-9]{3,}|://';
end $$;

-- So many invitations and links by one person in a day: what goes out bears our name.
create or replace function private.check_links_sent() returns void
language plpgsql set search_path = ''
as $$
begin
    perform pg_advisory_xact_lock(hashtext('drain.links'), hashtext(auth.uid()::text));
    if (select count(*) from public.account_orders where asked_by = auth.uid() and kind in ('invite', 'link')
            and asked_at > clock_timestamp() - interval '24 hours') >= 20 then
        perform private.refuse('too_many_today', jsonb_build_object('most', 20));
    end if;
end $$;
