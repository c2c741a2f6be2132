-- How far it is; answers go, cancel or lost.
select private.backup_progress(%s, %s, %s, %s, %s, %s) as given;
