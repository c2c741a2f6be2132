-- name: ask_backup
-- Asks for a backup, once for its cause.
select private.ask_backup(%s, %s) as given;

-- name: backup_outcome
-- Where one backup stands.
select state, failure from public.backups where id = %s;

-- name: claim_backup_work
-- The next backup or proof, leased to this worker; null when there is nothing to do.
select private.claim_backup_work() as given;

-- name: backup_progress
-- How far it is; answers go, cancel or lost.
select private.backup_progress(%s, %s, %s, %s, %s, %s) as given;

-- name: name_backup
-- The name a copy is about to have in the store.
select private.name_backup(%s, %s, %s, %s) as given;

-- name: record_backup
-- Stored and read back.
select private.record_backup(%s, %s, %s, %s) as given;

-- name: fail_backup
-- Not made, and why; with or without another try.
select private.fail_backup(%s, %s, %s, %s, %s) as given;

-- name: record_proof
-- Restored and compared.
select private.record_proof(%s, %s, %s::numeric, %s) as given;

-- name: fail_proof
-- Not proven, and why; with or without another try.
select private.fail_proof(%s, %s, %s, %s, %s, %s) as given;

-- name: schedule_backups
-- Asks for tonight's backup and the week's proof when they are due, and raises what must be told.
select private.schedule_backups();

-- name: kept_copies
-- Every copy that is kept, with what retention must know.
select private.kept_copies() as given;

-- name: let_go_of_copy
-- Takes a copy out of the list; false for the last proven one.
select private.let_go_of_copy(%s) as given;

-- name: leftover_copies
-- Names under which copies that never came to be may lie in the store.
select name as given from private.leftover_copies();

-- name: forget_leftover
-- It lies there no more.
select private.forget_leftover(%s) as given;

-- name: note_backup_store
-- The store as just looked at.
select private.note_backup_store(%s, %s, %s, %s, %s) as given;

-- name: links_wanted
-- Copies in the bucket that somebody waits to carry away.
select request_id, name from private.links_wanted();

-- name: give_link
-- The link for one request.
select private.give_link(%s, %s);

-- name: may_back_up
-- Whether there is something to lose here, and the means to ask for a copy of it.
select to_regclass('public.backups') is not null and exists (select 1 from public.vapi_calls) as given;
