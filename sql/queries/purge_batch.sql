-- Takes away so many of one kind, and notes how many: kind, limit.
select private.purge_batch(%s, %s) as removed;
