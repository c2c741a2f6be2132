-- note_drift
-- What differs between Vapi and what is written here.
select private.note_drift(%s, %s, %s);
