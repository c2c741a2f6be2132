-- What tables name in their checks, defaults and indexes: applied before them. PL/pgSQL, because a connection keeps its
-- plans; SQL with a search_path of its own is planned anew at each call.

create or replace function private.is_e164(p_phone text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$ begin return p_phone ~ '^\+[1-9][0-9]{6,14}$'; end $$;

-- Accents and case folded by hand: hosted Supabase has unaccent, the embedded Postgres has no contrib.
create or replace function private.fold(p_text text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
declare v_text text := translate(lower(coalesce(p_text, '')), 'éèêàç’', 'eeeac''');
begin
    -- Nearly always all of them: what is left costs a look at each of these for each letter.
    if octet_length(v_text) = length(v_text) then return v_text; end if;
    return translate(v_text, 'àâäáãåçéèêëíìîïñóòôöõúùûüýÿœæ’', 'aaaaaaceeeeiiiinooooouuuuyyoa''');
end $$;

-- Ids that grow with time (version 7, RFC 9562): what is new lies together in every index. With random ones, each call
-- of a large database touches as many pages as it writes rows, and Postgres logs each page whole after a checkpoint.
-- Postgres 17 has no uuidv7(): one is made of the milliseconds and of a random id's rest.
create or replace function private.new_id() returns uuid language plpgsql volatile set search_path = ''
as $$
begin
    return encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
        52, 1), 53, 1), 'hex')::uuid;
end $$;
