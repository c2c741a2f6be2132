-- Takes recordings that somebody asked to hear: so many at most.
select id, vapi_call_id from private.claim_recordings(%s);
