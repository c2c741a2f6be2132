-- Whether this worker is to probe now: its name.
select private.claim_round(%s) as claimed;
