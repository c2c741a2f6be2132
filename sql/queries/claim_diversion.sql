-- claim_diversion
-- Takes the diversion about which something is to be done, if any, leased to this worker.
select private.claim_diversion() as given;
