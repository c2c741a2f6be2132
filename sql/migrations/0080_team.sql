-- The team: who is invited, who may do what, who is let in no more; when each was last seen; the trail, to be searched.

alter table public.profiles add column last_seen_at timestamptz, add column suspended_at timestamptz;

-- What must be done at Supabase Auth with the secret key, which the console does not have: a row that the worker carries out.
create table public.account_orders (
    id uuid primary key,
    -- invite: an account and a link; link: a link to choose a new password; suspend, restore: no more sign-in, or again.
    kind text not null check (kind in ('invite', 'link', 'suspend', 'restore')),
    user_id uuid references public.profiles (user_id) on delete cascade,
    email text check (email ~ '^[^@\s]+@[^@\s]+$'),
    full_name text,
    role text check (role in ('owner', 'staff', 'admin')),
    asked_by uuid references public.profiles (user_id) on delete set null,
    asked_at timestamptz not null default clock_timestamp(),
    state text not null default 'asked' check (state in ('asked', 'done', 'failed')),
    -- Why it is not done yet, or never will be: no_key, away, taken, no_email…
    reason text,
    attempts smallint not null default 0,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    done_at timestamptz,
    constraint invites_somebody check (kind <> 'invite' or (email is not null and full_name <> '' and role is not null)),
    constraint about_somebody check (kind = 'invite' or user_id is not null)
);
create index account_orders_due on public.account_orders (due_at) where state = 'asked';
create index account_orders_user on public.account_orders (user_id, asked_at desc);
create unique index account_orders_one_invitation on public.account_orders (lower(email)) where kind = 'invite' and state = 'asked';

create index audit_log_actor on public.audit_log (actor, at desc);
create index audit_log_action on public.audit_log (action, at desc);

-- Both people's rows are locked, so that two who shut each other out do so one after the other. Nobody changes their own
-- access, and only an owner that of an owner.
create function private.require_may_change(p_user_id uuid, p_new_role text default null) returns public.profiles
language plpgsql security definer set search_path = ''
as $$
declare v public.profiles;
begin
    perform 1 from public.profiles where user_id in (auth.uid(), p_user_id) order by user_id for update;
    perform private.require_role('owner', 'admin');
    select * into v from public.profiles where user_id = p_user_id;
    if not found then perform private.refuse('Cette personne n''est plus dans l''équipe.'); end if;
    if v.user_id = auth.uid() then perform private.refuse('On ne change pas son propre accès: demandez à quelqu''un d''autre.'); end if;
    if 'owner' in (v.role, p_new_role) and private.app_role() <> 'owner' then
        perform private.refuse('Seul un propriétaire donne, retire ou suspend l''accès d''un propriétaire.');
    end if;
    return v;
end $$;

create function private.order_account(p_id uuid, p_kind text, p_user_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
    -- What was asked before of the same account and is not done yet would undo this one.
    update public.account_orders set state = 'failed', reason = 'replaced', due_at = null, done_at = clock_timestamp()
    where user_id = p_user_id and state = 'asked' and (kind in ('suspend', 'restore')) = (p_kind in ('suspend', 'restore'));
    insert into public.account_orders (id, kind, user_id, asked_by) values (p_id, p_kind, p_user_id, auth.uid());
    perform pg_notify('drain_work', 'accounts');
end $$;

create function public.team() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return jsonb_build_object('now', clock_timestamp(),
        'people', (select jsonb_agg(jsonb_build_object('user_id', p.user_id, 'email', p.email, 'full_name', p.full_name,
                'role', p.role, 'suspended', p.suspended, 'suspended_at', p.suspended_at, 'created_at', p.created_at,
                'last_seen_at', p.last_seen_at, 'order', (select private.order_view(o) from public.account_orders o
                    where o.user_id = p.user_id order by o.asked_at desc limit 1)) order by p.suspended, p.full_name)
            from public.profiles p),
        'invitations', (select coalesce(jsonb_agg(private.order_view(o) order by o.asked_at desc), '[]')
            from public.account_orders o where o.kind = 'invite' and o.state <> 'done' and o.asked_at > now() - interval '30 days'
              and o.reason is distinct from 'dropped'));
end $$;

create function private.order_view(o public.account_orders) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('id', o.id, 'kind', o.kind, 'email', o.email, 'full_name', o.full_name, 'role', o.role,
        'state', o.state, 'reason', o.reason, 'asked_at', o.asked_at, 'done_at', o.done_at, 'attempts', o.attempts)
$$;

create function public.invite_person(p_request_id uuid, p_email text, p_full_name text, p_role text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_email text := lower(btrim(p_email));
begin
    perform private.require_role('owner', 'admin');
    if v_email !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' or length(v_email) > 254 then perform private.refuse('Ce courriel n''est pas valable.'); end if;
    if coalesce(btrim(p_full_name), '') = '' or length(p_full_name) > 200 then perform private.refuse('Il manque le nom.'); end if;
    if p_role is null or p_role not in ('owner', 'staff', 'admin') then perform private.refuse('Ce rôle n''existe pas.'); end if;
    if p_role = 'owner' and private.app_role() <> 'owner' then perform private.refuse('Seul un propriétaire en invite un autre.'); end if;
    v_done := private.begin_action(p_request_id, 'invite_person', 'account', p_request_id::text, jsonb_build_object('role', p_role),
                                   jsonb_build_array(v_email, p_full_name));
    if v_done is not null then return v_done; end if;
    if exists (select 1 from public.profiles where lower(email) = v_email) then
        perform private.refuse('Cette personne est déjà de l''équipe.');
    end if;
    insert into public.account_orders (id, kind, email, full_name, role, asked_by)
    values (p_request_id, 'invite', v_email, btrim(p_full_name), p_role, auth.uid());
    perform pg_notify('drain_work', 'accounts');
    return private.end_action(p_request_id, jsonb_build_object('id', p_request_id));
exception when unique_violation then
    perform private.refuse('Une invitation part déjà à ce courriel.');
    return null;
end $$;

-- An invitation that could not be carried out is shown no more; one that still waits is not sent.
create function public.drop_invitation(p_request_id uuid, p_order_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'drop_invitation', 'account', p_order_id::text);
    if v_done is not null then return v_done; end if;
    update public.account_orders set state = 'failed', reason = 'dropped', due_at = null, done_at = clock_timestamp()
    where id = p_order_id and kind = 'invite' and state <> 'done';
    return private.end_action(p_request_id, jsonb_build_object('id', p_order_id));
end $$;

create function public.send_access_link(p_request_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.profiles;
begin
    v := private.require_may_change(p_user_id);
    v_done := private.begin_action(p_request_id, 'send_access_link', 'person', p_user_id::text);
    if v_done is not null then return v_done; end if;
    if v.suspended then perform private.refuse('Cette personne est suspendue: rétablissez d''abord son accès.'); end if;
    perform private.order_account(p_request_id, 'link', p_user_id);
    return private.end_action(p_request_id, jsonb_build_object('id', p_request_id));
end $$;

create function public.set_role(p_request_id uuid, p_user_id uuid, p_role text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_role is null or p_role not in ('owner', 'staff', 'admin') then perform private.refuse('Ce rôle n''existe pas.'); end if;
    perform private.require_may_change(p_user_id, p_role);
    v_done := private.begin_action(p_request_id, 'set_role', 'person', p_user_id::text, jsonb_build_object('role', p_role));
    if v_done is not null then return v_done; end if;
    update public.profiles set role = p_role where user_id = p_user_id;
    return private.end_action(p_request_id, jsonb_build_object('role', p_role));
end $$;

-- From the next request on the person reads nothing: every policy and function asks the profile. The worker then has
-- Supabase Auth refuse their password and the renewal of their open sessions.
create function public.set_suspended(p_request_id uuid, p_user_id uuid, p_suspended boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_suspended is null then perform private.refuse('Suspendre, ou rétablir?'); end if;
    perform private.require_may_change(p_user_id);
    v_done := private.begin_action(p_request_id, case when p_suspended then 'suspend_person' else 'restore_person' end, 'person',
                                   p_user_id::text);
    if v_done is not null then return v_done; end if;
    update public.profiles set suspended = p_suspended, suspended_at = case when p_suspended then clock_timestamp() end
    where user_id = p_user_id;
    perform private.order_account(p_request_id, case when p_suspended then 'suspend' else 'restore' end, p_user_id);
    return private.end_action(p_request_id, jsonb_build_object('suspended', p_suspended));
end $$;

-- Somebody is here; said by the console when a person does something, a minute apart at most.
create function public.note_visit() returns void
language plpgsql security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'staff', 'admin');
    update public.profiles set last_seen_at = clock_timestamp()
    where user_id = auth.uid() and (last_seen_at is null or last_seen_at < clock_timestamp() - interval '30 seconds');
end $$;

-- The trail, newest first, from a place on. It holds no personal data of clients: what was changed, not to what.
create function public.audit_trail(p_from timestamptz default null, p_to timestamptz default null, p_actor uuid default null,
    p_actions text[] default null, p_subject text default null, p_before timestamptz default null, p_before_id uuid default null,
    p_limit integer default 50) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return (select coalesce(jsonb_agg(jsonb_build_object('request_id', x.request_id, 'at', x.at, 'actor', x.actor,
            'actor_name', (select full_name from public.profiles where user_id = x.actor), 'action', x.action,
            'subject_type', x.subject_type, 'subject_id', x.subject_id, 'changes', x.changes) order by x.at desc, x.request_id desc), '[]')
        from (select a.* from public.audit_log a
              where (p_from is null or a.at >= p_from) and (p_to is null or a.at < p_to)
                and (p_actor is null or a.actor = p_actor) and (p_actions is null or a.action = any (p_actions))
                and (p_subject is null or a.subject_id = p_subject)
                and (p_before is null or (a.at, a.request_id) < (p_before, p_before_id))
              order by a.at desc, a.request_id desc limit least(greatest(p_limit, 1), 500)) x);
end $$;

-- Who took the trail out of the console.
create function public.log_trail_export(p_request_id uuid, p_rows integer) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'export_trail', 'audit_log', null, jsonb_build_object('rows', p_rows));
    if v_done is not null then return v_done; end if;
    return private.end_action(p_request_id, jsonb_build_object('rows', p_rows));
end $$;

-- Takes what is due, leased for a minute to this worker.
create function private.claim_accounts(p_limit integer) returns table (id uuid, kind text, user_id uuid, email text, full_name text, attempts smallint)
language sql set search_path = ''
as $$
    with claimed as (
        update public.account_orders set lease_until = clock_timestamp() + interval '1 minute', attempts = attempts + 1
        where id in (select o.id from public.account_orders o
                     where o.state = 'asked' and o.due_at <= clock_timestamp() and (o.lease_until is null or o.lease_until < clock_timestamp())
                       -- One thing at a time about one account: what is under way could come after what replaces it.
                       and not exists (select 1 from public.account_orders e
                                       where e.user_id = o.user_id and e.id <> o.id and e.lease_until > clock_timestamp())
                     order by o.asked_at for update skip locked limit p_limit)
        returning *)
    select c.id, c.kind, c.user_id, coalesce(c.email, p.email), coalesce(c.full_name, p.full_name), c.attempts
    from claimed c left join public.profiles p on p.user_id = c.user_id order by c.asked_at
$$;

-- The account exists from here on: only now is there somebody to be of the team.
create function private.welcome(p_id uuid, p_user_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.profiles (user_id, email, full_name, role)
    select p_user_id, o.email, o.full_name, o.role from public.account_orders o where o.id = p_id and o.kind = 'invite' and o.state = 'asked'
    on conflict (user_id) do nothing;
    update public.account_orders set user_id = p_user_id where id = p_id and kind = 'invite' and state = 'asked';
end $$;

-- Done (p_reason null), to be tried again at p_due_at, or given up.
create function private.settle_account(p_id uuid, p_reason text, p_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    update public.account_orders set reason = p_reason, due_at = p_due_at, lease_until = null,
        state = case when p_reason is null then 'done' when p_due_at is null then 'failed' else 'asked' end,
        done_at = case when p_due_at is null then clock_timestamp() end
    where id = p_id and state = 'asked'
$$;

alter table public.account_orders enable row level security;
revoke all on table public.account_orders from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.account_orders to service_role;
grant select on public.account_orders to authenticated;
create policy read_accounts on public.account_orders for select to authenticated using ((select private.app_role()) in ('owner', 'admin'));
revoke execute on all functions in schema private from public, anon;
revoke execute on function private.require_may_change, private.order_account, private.order_view, private.claim_accounts,
    private.welcome, private.settle_account from authenticated;
revoke execute on function public.team, public.invite_person, public.drop_invitation, public.send_access_link, public.set_role,
    public.set_suspended, public.note_visit, public.audit_trail, public.log_trail_export from public, anon;
grant execute on function public.team, public.invite_person, public.drop_invitation, public.send_access_link, public.set_role,
    public.set_suspended, public.note_visit, public.audit_trail, public.log_trail_export to authenticated;
