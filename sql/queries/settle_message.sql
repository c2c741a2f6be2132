-- A message that was taken in under another key, now that it can be read, is no longer due under this one.
update private.inbox set applied_at = now(), error = null, due_at = null, lease_until = null
where id = %s and applied_at is null;
