-- A message that failed again: next try after a delay that doubles, six hours at most.
update private.inbox set lease_until = null, due_at = now() + least(interval '1 minute' * power(2, least(attempts, 10)), interval '6 hours')
where id = %s and applied_at is null;
