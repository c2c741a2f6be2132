-- So many of that kind went: run, kind, count.
select private.note_purged(%s, %s, %s);
