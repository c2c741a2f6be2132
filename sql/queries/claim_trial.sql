-- Takes the trial that is due, if any, leased to this worker for a minute.
select private.claim_trial() as given;
