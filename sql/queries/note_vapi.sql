-- Which Vapi the worker speaks to.
select private.note_vapi(%s);
