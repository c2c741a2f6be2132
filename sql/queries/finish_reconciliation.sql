-- What a comparison came to: id, simulated, requests, ids listed, found, caught up, missed, error.
select private.finish_reconciliation(%s, %s, %s, %s, %s, %s, %s, %s);
