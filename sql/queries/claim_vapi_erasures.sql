-- Takes calls that are to be erased at Vapi too: so many at most.
select id, vapi_call_id, attempts from private.claim_vapi_erasures(%s);
