-- Somebody is shut out: every session of theirs.
select private.end_sessions_of(%s);
