-- Signing in and out: which links are ours, and sessions that nobody can use any more.

-- The link goes out now, and is the only one of its person: Supabase Auth would let an invitation live beside a new
-- password's link, in its own tables under the hash that the link itself carries.
create or replace function private.keep_access_link(p_fingerprint text, p_user_id uuid) returns void
language sql set search_path = ''
as $$
    delete from auth.one_time_tokens where user_id = p_user_id
        and encode(sha256(convert_to('link:' || token_hash, 'UTF8')), 'hex') <> p_fingerprint;
    delete from private.access_links where made_at < clock_timestamp() - interval '1 hour';
    insert into private.access_links (fingerprint) values (p_fingerprint) on conflict (fingerprint) do nothing;
$$;

-- Asked by the console for somebody who is nobody yet. Who does not hold the link is refused, as by any other function;
-- so is a link of more than an hour, whatever the project's own setting lets live.
create or replace function public.link_is_ours(p_fingerprint text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
    if not exists (select 1 from private.access_links where fingerprint = p_fingerprint
                   and made_at > clock_timestamp() - interval '1 hour') then
        raise insufficient_privilege using message = 'role_not_allowed';
    end if;
    return true;
end $$;

-- Ends a session of Supabase Auth by its number, known only to whoever holds one of its tokens: so an expired token, or
-- none that is kept, is enough to leave. With p_everywhere, every session of the same person.
create or replace function public.leave_session(p_session_id uuid, p_everywhere boolean) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare v_user_id uuid;
begin
    delete from auth.sessions where id = p_session_id returning user_id into v_user_id;
    if not found then
        raise insufficient_privilege using message = 'role_not_allowed';
    end if;
    if p_everywhere then delete from auth.sessions where user_id = v_user_id; end if;
    return true;
end $$;

-- Somebody shut out, or without their second factor any more: their open tokens renew no more, their links open
-- nothing, and nothing is left that would when they are let in again.
create or replace function private.end_sessions_of(p_user_id uuid) returns void
language sql set search_path = ''
as $$
    delete from auth.one_time_tokens where user_id = p_user_id;
    delete from auth.sessions where user_id = p_user_id;
$$;

-- A token lives an hour whatever becomes of its session: whoever left, chose another password or lost their second
-- factor is nobody from then on. Neither is anybody who has a second factor and has not shown it. A token without a
-- session is no person's.
create or replace function private.session_lives() returns boolean
language sql stable security definer set search_path = ''
as $$
    select (auth.jwt() ->> 'session_id' is null
            or exists (select 1 from auth.sessions where id = (auth.jwt() ->> 'session_id')::uuid))
        and (auth.jwt() ->> 'aal' = 'aal2'
            or not exists (select 1 from auth.mfa_factors where user_id = auth.uid() and status = 'verified'))
$$;

-- A console keeps a session for a day without its person, and renews its token every hour until then: a session older
-- than that belongs to no console any more, such as one that was rebuilt without its file.
create or replace function private.end_forgotten_sessions() returns void
language sql set search_path = ''
as $$
    delete from auth.sessions
    where coalesce(extract(epoch from refreshed_at), extract(epoch from created_at))
        < extract(epoch from now() - interval '26 hours')
$$;
