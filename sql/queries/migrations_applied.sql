-- The name of every migration that this database has had.
select name from private.schema_migrations;
