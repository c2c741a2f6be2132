-- Looks for silence, a growing journal, an odd day.
select private.watch();
