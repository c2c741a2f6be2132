-- The morning's facts, or null when the digest is out already or not due.
select private.digest_facts() as facts;
