-- Vapi was asked how it stands: id, when it was answered, if it was.
select private.note_look(%s, %s);
