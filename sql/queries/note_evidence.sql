-- One more piece of evidence, unless it only repeats the last.
select private.note_evidence(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb);
