-- Who is invited, who may do what, who is let in no more.

create or replace function public.invite_person(p_request_id uuid, p_email text, p_full_name text, p_role text)
    returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_email text := lower(btrim(p_email));
begin
    perform private.require_role('owner', 'admin');
    if v_email is null or v_email !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' or length(v_email) > 254 then
        perform private.refuse('email_invalid');
    end if;
    if coalesce(btrim(p_full_name), '') = '' or length(p_full_name) > 200 then
        perform private.refuse('name_missing');
    end if;
    if not private.is_name(p_full_name) then perform private.refuse('name_not_a_name'); end if;
    if p_role is null or p_role not in ('owner', 'staff', 'admin') then
        perform private.refuse('unknown_role');
    end if;
    if p_role = 'owner' and private.app_role() <> 'owner' then
        perform private.refuse('only_owners_invite_owners');
    end if;
    if p_role <> 'staff' then perform private.require_fresh_code(); end if;
    v_done := private.begin_action(p_request_id, 'invite_person', 'account', p_request_id::text,
        jsonb_build_object('role', p_role),
                                   jsonb_build_array(v_email, p_full_name));
    if v_done is not null then return v_done; end if;
    perform private.check_links_sent();
    if exists (select 1 from public.profiles where lower(email) = v_email) then
        perform private.refuse('already_in_team');
    end if;
    insert into public.account_orders (id, kind, email, full_name, role, asked_by)
    values (p_request_id, 'invite', v_email, btrim(p_full_name), p_role, auth.uid());
    perform pg_notify('drain_work', 'accounts');
    return private.end_action(p_request_id, jsonb_build_object('id', p_request_id));
exception when unique_violation then
    perform private.refuse('invitation_under_way');
    return null;
end $$;

-- An invitation that could not be carried out is shown no more; one that still waits is not sent.
create or replace function public.drop_invitation(p_request_id uuid, p_order_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'drop_invitation', 'account', p_order_id::text);
    if v_done is not null then return v_done; end if;
    update public.account_orders set state = 'failed', reason = 'dropped', due_at = null, done_at = clock_timestamp()
    where id = p_order_id and kind = 'invite' and state <> 'done';
    if not found then perform private.refuse('invitation_gone'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_order_id));
end $$;

create or replace function public.send_access_link(p_request_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.profiles;
begin
    v := private.require_may_change(p_user_id);
    v_done := private.begin_action(p_request_id, 'send_access_link', 'person', p_user_id::text);
    if v_done is not null then return v_done; end if;
    if v.suspended then perform private.refuse('person_suspended'); end if;
    perform private.check_links_sent();
    perform private.order_account(p_request_id, 'link', p_user_id);
    return private.end_action(p_request_id, jsonb_build_object('id', p_request_id));
end $$;

-- A lost telephone: what it proved is forgotten, and every session of that person ends, for their open tokens would go
-- on saying that it was proven.
create or replace function public.reset_second_factor(p_request_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_may_change(p_user_id);
    v_done := private.begin_action(p_request_id, 'reset_second_factor', 'person', p_user_id::text);
    if v_done is not null then return v_done; end if;
    if not private.take_telephone_away(p_user_id) then perform private.refuse('no_second_factor'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_user_id));
end $$;

create or replace function public.set_role(p_request_id uuid, p_user_id uuid, p_role text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_role is null or p_role not in ('owner', 'staff', 'admin') then
        perform private.refuse('unknown_role');
    end if;
    perform private.require_may_change(p_user_id, p_role);
    if p_role <> 'staff' then perform private.require_fresh_code(); end if;
    v_done := private.begin_action(p_request_id, 'set_role', 'person', p_user_id::text,
        jsonb_build_object('role', p_role));
    if v_done is not null then return v_done; end if;
    update public.profiles set role = p_role where user_id = p_user_id;
    return private.end_action(p_request_id, jsonb_build_object('role', p_role));
end $$;

-- From the next request on the person reads nothing: every policy and function asks the profile, and no session of
-- theirs is left. The worker then has Supabase Auth refuse their password. Whoever is let in again signs in anew.
create or replace function public.set_suspended(p_request_id uuid, p_user_id uuid, p_suspended boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_suspended is null then perform private.refuse('suspend_or_restore'); end if;
    perform private.require_may_change(p_user_id);
    v_done := private.begin_action(p_request_id, case when p_suspended then 'suspend_person' else 'restore_person' end,
        'person',
                                   p_user_id::text);
    if v_done is not null then return v_done; end if;
    update public.profiles set suspended = p_suspended, suspended_at = case when p_suspended then clock_timestamp() end
    where user_id = p_user_id;
    -- Here, and not by the worker alone: whoever is let in again before it comes by would find the old session open.
    perform private.end_sessions_of(p_user_id);
    perform private.order_account(p_request_id, case when p_suspended then 'suspend' else 'restore' end, p_user_id);
    return private.end_action(p_request_id, jsonb_build_object('suspended', p_suspended));
end $$;
