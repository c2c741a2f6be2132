-- name: claim_reconciliation
-- Takes one comparison with Vapi's list that is due, or null.
select private.claim_reconciliation() as plan;

-- name: calls_to_catch_up
-- Of one page of Vapi's list, the calls that are missing or unfinished here: the page, and the grace in seconds.
select vapi_call_id from private.calls_to_catch_up(%s::jsonb, make_interval(secs => %s)) as vapi_call_id;

-- name: mark_caught_up
-- Marks a call that had been missed and was fetched; a row when it had been ours to receive.
select marked from private.mark_caught_up(%s) as marked where marked;

-- name: finish_reconciliation
-- What a comparison came to: id, simulated, requests, ids listed, found, caught up, missed, error.
select private.finish_reconciliation(%s, %s, %s, %s, %s, %s, %s, %s);
