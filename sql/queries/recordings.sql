-- name: claim_recordings
-- Takes recordings that somebody asked to hear: so many at most.
select id, vapi_call_id from private.claim_recordings(%s);

-- name: keep_recording_link
-- A fresh link: request, address, seconds that it is good for.
select private.keep_recording_link(%s, %s, %s);

-- name: fail_recording
-- There is nothing to hear: request, why.
select private.fail_recording(%s, %s);
