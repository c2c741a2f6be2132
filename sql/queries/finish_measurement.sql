-- Measured, or to be tried again soon.
select private.finish_measurement(%s, %s);
