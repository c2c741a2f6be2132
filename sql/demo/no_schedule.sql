-- Backups are made when they are asked for.
update public.backup_settings set enabled = false;
