-- name: queue_recent_hours
-- Has the hours since the last look counted anew.
select private.queue_recent_hours();

-- name: roll_up_stale
-- Counts so many of the hours whose latencies changed; true when more are left.
select private.roll_up_stale(%s) as more;
