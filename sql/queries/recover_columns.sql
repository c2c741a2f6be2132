-- The columns of a table that can be written, in order.
select a.attname as name from pg_attribute a
where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum;
