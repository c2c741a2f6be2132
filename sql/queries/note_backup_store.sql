-- The store as just looked at.
select private.note_backup_store(%s, %s, %s, %s, %s) as given;
