-- The last migration applied here.
select max(name) from private.schema_migrations;
