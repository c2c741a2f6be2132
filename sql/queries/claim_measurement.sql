-- What is to be measured now, one at a time; null when nothing is due.
select private.claim_measurement() as code;
