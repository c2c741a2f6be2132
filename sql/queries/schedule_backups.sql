-- Asks for tonight's backup and the week's proof when they are due, and raises what must be told.
select private.schedule_backups();
