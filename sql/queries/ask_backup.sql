-- Asks for a backup, once for its cause.
select private.ask_backup(%s, %s) as given;
