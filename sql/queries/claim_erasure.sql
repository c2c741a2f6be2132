-- Takes the person who is to be erased next, if any.
select id from private.claim_erasure() as id where id is not null;
