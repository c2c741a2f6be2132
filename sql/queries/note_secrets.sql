-- The secrets that a program holds, by fingerprint.
select private.note_secrets(%s, %s::jsonb);
