-- Vapi took it: id, and Vapi's id.
select private.note_placed(%s, %s);
