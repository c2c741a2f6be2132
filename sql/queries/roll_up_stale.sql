-- roll_up_stale
-- Counts so many of the hours whose latencies changed; true when more are left.
select private.roll_up_stale(%s) as more;
