-- Figures about ourselves are kept ninety days, readings fourteen, check-ins sixty; programs not seen for a week are no
-- longer of interest. The last test events of the three programs are few, and stay a year.
with r as (delete from private.webhook_requests where at < now() - interval '90 days'),
     p as (delete from private.probes where at < now() - interval '90 days'),
     w as (delete from public.probe_readings where at < now() - interval '14 days'),
     c as (delete from public.check_ins where at < now() - interval '60 days'),
     s as (delete from public.sentry_events where at < now() - interval '365 days')
delete from private.heartbeats where at < now() - interval '7 days';
