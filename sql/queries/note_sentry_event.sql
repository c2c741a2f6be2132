-- A program's test event: program, accepted, event id, why not.
select private.note_sentry_event(%s, %s, %s, %s);
