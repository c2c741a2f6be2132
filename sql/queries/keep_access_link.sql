-- A link goes out: the fingerprint of its proof.
select private.keep_access_link(%s);
