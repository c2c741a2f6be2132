-- Takes one comparison with Vapi's list that is due, or null.
select private.claim_reconciliation() as plan;
