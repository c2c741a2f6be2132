-- The next backup or proof, leased to this worker; null when there is nothing to do.
select private.claim_backup_work() as given;
