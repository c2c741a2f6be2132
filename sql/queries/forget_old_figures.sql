-- Figures about ourselves are kept ninety days; programs not seen for a week are no longer of interest.
with r as (delete from private.webhook_requests where at < now() - interval '90 days'),
     p as (delete from private.probes where at < now() - interval '90 days')
delete from private.heartbeats where at < now() - interval '7 days';
