-- name: heartbeat
-- This program lives.
insert into private.heartbeats (program, instance, at, release) values (%s, %s, now(), %s)
on conflict (program, instance) do update set at = excluded.at, release = excluded.release;

-- name: is_embedded
-- True on the embedded database.
select coalesce(current_setting('drain.embedded', true), '') = 'on' as embedded;

-- name: note_requests
-- Figures of the webhook's own requests, by batches.
copy private.webhook_requests (at, route, message_type, status, outcome, ms) from stdin

-- name: oldest_unapplied
-- How many messages are not applied, and the age of the oldest in seconds.
select count(*)::int as unapplied,
    extract(epoch from clock_timestamp() - min(received_at))::float8 as oldest_unapplied_s
from private.inbox where applied_at is null;

-- name: work_due
-- The loops of the worker for which something has come due, by what wakes them.
select wake from private.work_due() as wake;

-- name: claim_round
-- Whether this worker is to probe now: its name.
select private.claim_round(%s) as claimed;

-- name: note_readings
-- Keeps a round of probes: a JSON array of {probe, at, value, ok, detail}.
select private.note_readings(%s);

-- name: watch_facts
-- The database's clock, since when a worker spoke, how long each queue's oldest waits.
select private.watch_facts() as facts;

-- name: take_check_ins
-- The jobs that ended since they last checked in; why the round of probes itself is not whole, or null.
select job, ok, daily_at from private.take_check_ins(%s);

-- name: note_sentry_event
-- A program's test event: program, accepted, event id, why not.
select private.note_sentry_event(%s, %s, %s, %s);

-- name: keep_console_measures
-- What the console measured of itself: its round trip; its test event's moment, acceptance, id and code.
select private.keep_console_measures(%s, %s, %s, %s, %s);

-- name: sentry_is_asked
-- Whether this program was asked for a test event.
select private.sentry_is_asked(%s) as asked;

-- name: forget_old_figures
-- Figures about ourselves are kept ninety days, readings fourteen, check-ins sixty; programs not seen for a week are no
-- longer of interest. The last test events of the three programs are few, and stay a year.
with r as (delete from private.webhook_requests where at < now() - interval '90 days'),
     p as (delete from private.probes where at < now() - interval '90 days'),
     w as (delete from public.probe_readings where at < now() - interval '14 days'),
     c as (delete from public.check_ins where at < now() - interval '60 days'),
     s as (delete from public.sentry_events where at < now() - interval '365 days')
delete from private.heartbeats where at < now() - interval '7 days';

-- name: begin_chain_probe
-- Whether this worker is to send a message of its own through the chain now: the id that its call would bear.
select private.begin_chain_probe(%s) as begun;

-- name: chain_probe_facts
-- How far that message has come.
select private.chain_probe_facts(%s) as facts;

-- name: purge_chain_probes
-- Nothing stays of such messages.
select private.purge_chain_probes();

-- name: keep_chain_reader
-- The account that reads them at the other end.
select private.keep_chain_reader(%s);
