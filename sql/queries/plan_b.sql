-- name: claim_diversion
-- Takes the diversion about which something is to be done, if any, leased to this worker.
select private.claim_diversion() as given;

-- name: keep_hooks
-- The line's own hooks, kept before it is touched.
select private.keep_hooks(%s, %s, %s);

-- name: note_line
-- What Vapi read back: whether the line is diverted; when to look again.
select private.note_line(%s, %s, %s);

-- name: diversion_went_wrong
-- A request about the line failed: why, and when to try again; never again when null.
select private.diversion_went_wrong(%s, %s, %s);

-- name: release_diversion
-- Nothing more for now: when to look again.
select private.release_diversion(%s, %s);

-- name: dial_exercise
-- Has the exercise's trial dialled.
select private.dial_exercise(%s);

-- name: judge_exercise
-- The exercise is over: passed or not, and why.
select private.judge_exercise(%s, %s, %s);

-- name: paul_sign_facts
-- What speaks for and against Paul: how many trials, over how long trials, faults and the lack of calls are counted.
select private.paul_sign_facts(%s, %s, %s, %s) as facts;

-- name: keep_paul_signs
-- Keeps the signs that show now, and raises an alert for each that is new.
select private.keep_paul_signs(%s);

-- name: note_drift
-- What differs between Vapi and what is written here. A failed look with none before it leaves
-- nothing: it is not measured.
select private.note_drift(x.simulated, x.told, x.error)
from (select %s::boolean as simulated, %s::text[] as told, %s::text as error) x
where x.error is null or exists (select 1 from private.paul_drift);
