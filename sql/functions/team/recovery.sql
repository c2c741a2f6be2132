-- Lost telephones: a code of one's own, or whoever holds the server.

-- The code of the telephone was shown in this session just now: a session that somebody else carried off cannot make
-- itself a way back.
create or replace function private.require_fresh_code() returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
    v_methods jsonb := coalesce(auth.jwt() -> 'amr', '[]');
begin
    if auth.jwt() ->> 'aal' is distinct from 'aal2' then perform private.refuse('no_second_factor'); end if;
    if not exists (select 1 from jsonb_array_elements(v_methods) m where m ->> 'method' = 'totp'
            and to_timestamp((m ->> 'timestamp')::double precision) > now() - interval '10 minutes') then
        perform private.refuse('code_needed');
    end if;
end $$;

-- Eighty random bits: nobody guesses one, and their hash needs no salt.
create or replace function private.recovery_code_hash(p_code text) returns bytea
language sql immutable set search_path = ''
as $$ select sha256(convert_to(regexp_replace(upper(p_code), '[^0-9A-F]', '', 'g'), 'UTF8')) $$;

-- Ten new ones in place of the old. They are told here, once: the trail does not have them, so that the same request
-- again tells none.
create or replace function public.make_recovery_codes(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_codes text[];
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_fresh_code();
    v_done := private.begin_action(p_request_id, 'make_recovery_codes', 'person', auth.uid()::text);
    if v_done is not null then return v_done || '{"codes": []}'; end if;
    v_codes := array(select upper(left(replace(gen_random_uuid()::text, '-', ''), 12)
        || right(gen_random_uuid()::text, 8)) from generate_series(1, 10));
    delete from private.recovery_codes where user_id = auth.uid();
    insert into private.recovery_codes (user_id, code_sha256)
    select auth.uid(), private.recovery_code_hash(c) from unnest(v_codes) as c;
    return private.end_action(p_request_id, jsonb_build_object('made', 10)) || jsonb_build_object('codes', v_codes);
end $$;

-- Asked after the password, in place of the telephone's code. It takes the telephone away and ends every session: the
-- person signs in anew and links another. Who holds no code is refused as by any other function.
create or replace function public.use_recovery_code(p_code text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_request uuid := gen_random_uuid();
begin
    if exists (select 1 from auth.sessions where id = (auth.jwt() ->> 'session_id')::uuid) then
        update private.recovery_codes set used_at = clock_timestamp()
        where user_id = auth.uid() and used_at is null and code_sha256 = private.recovery_code_hash(p_code);
    end if;
    if not found then raise insufficient_privilege using message = 'role_not_allowed'; end if;
    perform private.begin_action(v_request, 'use_recovery_code', 'person', auth.uid()::text);
    perform private.take_telephone_away(auth.uid());
    return private.end_action(v_request, '{}');
end $$;

-- True when there was one; one that was begun and never shown is forgotten as well.
create or replace function private.take_telephone_away(p_user_id uuid) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare v_had boolean;
begin
    v_had := exists (select 1 from auth.mfa_factors where user_id = p_user_id and status = 'verified');
    delete from auth.mfa_factors where user_id = p_user_id;
    perform private.end_sessions_of(p_user_id);
    return v_had;
end $$;

-- From the server, for whoever is alone and has no code left: whoever holds the database's address could do so anyhow.
-- Null: nobody of the team has that address; false: they had no telephone.
create or replace function private.forget_telephone(p_email text) returns boolean
language plpgsql set search_path = ''
as $$
declare
    v_user_id uuid;
    v_had boolean;
begin
    select user_id into v_user_id from public.profiles where lower(email) = lower(p_email);
    if not found then return null; end if;
    v_had := private.take_telephone_away(v_user_id);
    if v_had then
        insert into public.audit_log (request_id, actor, action, subject_type, subject_id, result)
        values (gen_random_uuid(), null, 'forget_telephone', 'person', v_user_id::text, '{}');
    end if;
    return v_had;
end $$;
