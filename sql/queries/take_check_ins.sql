-- The jobs that ended since they last checked in; why the round of probes itself is not whole, or null.
select job, ok, daily_at from private.take_check_ins(%s);
