-- Takes tonight's purge, if it is due and nobody has it.
select id from private.claim_purge() as id where id is not null;
