-- What Vapi did: id, state, reason, when to ask again.
select private.settle_vapi_erasure(%s, %s, %s, %s);
