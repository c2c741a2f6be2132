-- The purge is over: run, what went wrong if anything.
select private.finish_purge(%s, %s);
