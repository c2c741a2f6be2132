-- name: claim_erasure
-- Takes the person who is to be erased next, if any.
select id from private.claim_erasure() as id where id is not null;

-- name: carry_out_erasure
-- Erases everything that is held here about the person of this request.
select private.carry_out_erasure(%s) as certificate;

-- name: sweep_erased
-- Erases again what a message brought back at the very moment of the erasure.
select private.sweep_erased();

-- name: postpone_erasure
-- It did not work: tried again later, and said on the page.
select private.postpone_erasure(%s, %s);

-- name: claim_vapi_erasures
-- Takes calls that are to be erased at Vapi too: so many at most.
select id, vapi_call_id, attempts from private.claim_vapi_erasures(%s);

-- name: settle_vapi_erasure
-- What Vapi did: id, state, reason, when to ask again.
select private.settle_vapi_erasure(%s, %s, %s, %s);

-- name: retention_kinds
-- What is purged, in order.
select what from public.retention_rules where enabled order by rank;

-- name: claim_purge
-- Takes tonight's purge, if it is due and nobody has it.
select id from private.claim_purge() as id where id is not null;

-- name: purge_batch
-- Takes away so many of one kind, and notes how many: kind, limit.
select private.purge_batch(%s, %s) as removed;

-- name: note_purged
-- So many of that kind went: run, kind, count.
select private.note_purged(%s, %s, %s);

-- name: finish_purge
-- The purge is over: run, what went wrong if anything.
select private.finish_purge(%s, %s);

-- name: take_time
-- For the rest of this transaction: milliseconds that a statement may take.
select set_config('statement_timeout', %s, true);
