-- What came of an attempt: id, state, permanent, provider's id, provider's answer, credits.
select private.record_attempt(%s, %s, %s, %s, %s, %s::numeric);
