-- Claims alerts that are due, urgent ones first; a dead worker's lease runs out by itself.
select claimed as id from private.claim_alerts(%s) as claimed;
