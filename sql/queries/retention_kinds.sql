-- What is purged, in order.
select what from public.retention_rules where enabled order by rank;
