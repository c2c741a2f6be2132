-- name: note_vapi
-- Which Vapi the worker speaks to.
select private.note_vapi(%s);

-- name: schedule_trial
-- Asks for the trial of this hour, once.
select private.schedule_trial();

-- name: claim_trial
-- Takes the trial that is due, if any, leased to this worker for a minute.
select private.claim_trial() as given;

-- name: dial_trial
-- Writes down that it is about to be dialled; a row only for the one worker that may: id, simulated, from.
select mine from private.dial_trial(%s, %s, %s) as mine where mine;

-- name: note_placed
-- Vapi took it: id, and Vapi's id.
select private.note_placed(%s, %s);

-- name: note_look
-- Vapi was asked how it stands: id, when it was answered, if it was.
select private.note_look(%s, %s);

-- name: release_trial
-- Looks at it again then: id, moment, and the moment that it was due at when it was taken.
select private.release_trial(%s, %s, %s);

-- name: end_trial
-- It is over: id, the step that it stopped at (null: it passed), why, simulated.
select private.end_trial(%s, %s, %s, %s);
