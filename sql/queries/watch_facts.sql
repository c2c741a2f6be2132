-- The database's clock, since when a worker spoke, how long each queue's oldest waits.
select private.watch_facts() as facts;
