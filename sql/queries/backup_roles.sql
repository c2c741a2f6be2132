-- The roles that rights may be given to; a copy names them, a new server must have them first.
select rolname as name from pg_roles where rolname not like 'pg\_%' and rolname <> current_user order by 1;
