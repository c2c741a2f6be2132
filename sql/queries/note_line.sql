-- note_line
-- What Vapi read back: whether the line is diverted; when to look again.
select private.note_line(%s, %s, %s);
