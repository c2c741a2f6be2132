-- How many messages are not applied, and the age of the oldest in seconds.
select count(*)::int as unapplied, extract(epoch from clock_timestamp() - min(received_at))::float8 as oldest_unapplied_s
from private.inbox where applied_at is null;
