-- People, roles, the audit trail and the helpers that every later migration leans on.
-- Nothing here needs an extension; it runs as Supabase's `postgres` role on Postgres 17 and 18.

create schema if not exists private;
revoke all on schema private from public;
grant usage on schema private to authenticated, service_role;

create table public.profiles (
    user_id uuid primary key references auth.users (id) on delete cascade,
    email text not null,
    full_name text not null check (full_name <> ''),
    role text not null check (role in ('owner', 'staff', 'admin')),
    suspended boolean not null default false,
    created_at timestamptz not null default now()
);
comment on table public.profiles is 'Who may sign in and what for; authorisation reads this table and nothing else.';

-- Security definer, so that policies may ask for the role without being let into the table.
create function private.app_role() returns text
language sql stable security definer set search_path = ''
as $$ select role from public.profiles where user_id = (select auth.uid()) and not suspended $$;

create function private.require_role(variadic p_roles text[]) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
    if private.app_role() is null or private.app_role() <> all (p_roles) then
        raise insufficient_privilege using message = 'Votre rôle ne permet pas cette action.';
    end if;
    return auth.uid();
end $$;

-- Accents and case folded by hand: hosted Supabase has unaccent, the embedded Postgres has no contrib.
create function private.fold(p_text text) returns text
language sql immutable parallel safe set search_path = ''
as $$
    select translate(lower(coalesce(p_text, '')), 'àâäáãåçéèêëíìîïñóòôöõúùûüýÿœæ’', 'aaaaaaceeeeiiiinooooouuuuyyoa''')
$$;

create function private.is_e164(p_phone text) returns boolean
language sql immutable parallel safe set search_path = ''
as $$ select p_phone ~ '^\+[1-9][0-9]{6,14}$' $$;

-- One row an action: the trail of who did what, and the key that makes a repeated request harmless.
create table public.audit_log (
    request_id uuid primary key,
    at timestamptz not null default now(),
    actor uuid not null,
    action text not null,
    subject_type text not null,
    subject_id text,
    -- Names of the fields that changed, and values only where they are no personal data.
    changes jsonb not null default '{}',
    result jsonb
);
create index audit_log_at on public.audit_log (at desc);
create index audit_log_subject on public.audit_log (subject_type, subject_id, at desc);

create function private.refuse_change() returns trigger language plpgsql set search_path = ''
as $$ begin raise exception 'the audit trail is append-only'; end $$;

-- The result is written once, inside the transaction that made the row; after that nothing changes.
create trigger audit_log_no_update before update on public.audit_log for each row
when (old.result is not null) execute function private.refuse_change();
create trigger audit_log_no_delete before delete on public.audit_log for each row
execute function private.refuse_change();
create trigger audit_log_no_truncate before truncate on public.audit_log
for each statement execute function private.refuse_change();

-- Opens an action. Returns the earlier result when this request was already carried out, else null.
create function private.begin_action(p_request_id uuid, p_action text, p_subject_type text, p_subject_id text,
                                     p_changes jsonb default '{}') returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_seen public.audit_log;
begin
    insert into public.audit_log (request_id, actor, action, subject_type, subject_id, changes)
    values (p_request_id, auth.uid(), p_action, p_subject_type, p_subject_id, p_changes)
    on conflict (request_id) do nothing;
    if found then return null; end if;
    select * into v_seen from public.audit_log where request_id = p_request_id;
    if v_seen.action <> p_action or v_seen.actor <> auth.uid() then
        raise exception using errcode = 'DF422', message = 'Cette demande a déjà servi à autre chose.';
    end if;
    return coalesce(v_seen.result, '{}');
end $$;

create function private.end_action(p_request_id uuid, p_result jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
    update public.audit_log set result = coalesce(p_result, '{}') where request_id = p_request_id;
    return p_result;
end $$;
