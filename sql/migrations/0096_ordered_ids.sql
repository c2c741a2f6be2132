-- Ids that grow with time (version 7, RFC 9562): what is new lies together in every index. With random ones, each call of a
-- large database touches as many pages as it writes rows, and Postgres logs each page whole after a checkpoint.

-- Postgres 18 has uuidv7(); 17 makes one of the milliseconds and of a random one's rest.
do $do$
begin
    if to_regprocedure('pg_catalog.uuidv7()') is not null then
        execute 'create function private.new_id() returns uuid language sql volatile as $$ select pg_catalog.uuidv7() $$';
    else
        execute $fn$
            create function private.new_id() returns uuid language sql volatile as $$
                select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
                    placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
                    52, 1), 53, 1), 'hex')::uuid
            $$
        $fn$;
    end if;
end $do$;

alter table public.vapi_calls alter column id set default private.new_id();
alter table public.leads alter column id set default private.new_id();
alter table public.appointments alter column id set default private.new_id();
alter table public.alerts alter column id set default private.new_id();
grant execute on function private.new_id() to service_role;
