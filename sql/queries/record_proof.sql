-- Restored and compared.
select private.record_proof(%s, %s, %s::numeric, %s) as given;
