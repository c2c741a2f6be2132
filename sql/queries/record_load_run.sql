-- Keeps what a ramp or a soak came to; gives the row's number.
select private.record_load_run(%s::jsonb) as id;
