-- queue_recent_hours
-- Has the hours since the last look counted anew.
select private.queue_recent_hours();
