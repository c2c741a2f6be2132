-- Last migration and newest call, where their tables are.
select (select max(name) from private.schema_migrations) as migration,
    (select max(created_at) from public.vapi_calls) as newest_call_at;
