-- Stored and read back.
select private.record_backup(%s, %s, %s, %s) as given;
