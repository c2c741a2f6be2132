-- name: receive_events
-- Keeps several messages and applies each, in one transaction and one round trip: what Python read of them (JSON, a row
-- a message) and their raw bodies.
select r.outcome, r.answers from private.receive_events(%s::jsonb, %b::text[]) r;

-- name: keep_refused
-- Keeps a message that could not be taken in, with what refused it: key, type, happened at, received
-- at, body, error. Due at once: the worker tries again.
insert into private.inbox (dedupe_key, type, happened_at, received_at, via, body, applied_at, error, due_at)
values (%s, %s, %s, %s, 'journal', %s, null, %s, now() + interval '1 minute')
on conflict (dedupe_key) do nothing;

-- name: claim_unapplied
-- Claims messages that are due to be applied again; a dead worker's lease runs out by itself.
update private.inbox i set lease_until = now() + interval '1 minute', attempts = least(attempts + 1, 30000)
where i.id in (
    select id from private.inbox
    where applied_at is null and due_at <= now() and (lease_until is null or lease_until < now())
    order by due_at for update skip locked limit %s)
returning i.id, i.body, i.received_at;

-- name: postpone_message
-- A message that failed again: next try after a delay that doubles, six hours at most.
update private.inbox set lease_until = null, due_at = now() + least(interval '1 minute' * power(2, least(attempts, 10)),
    interval '6 hours')
where id = %s and applied_at is null;

-- name: settle_message
-- A message that was taken in under another key, now that it can be read, is no longer due under this one.
update private.inbox set applied_at = now(), error = null, due_at = null, lease_until = null
where id = %s and applied_at is null;

-- name: calendar
-- Opening hours, booking settings and busy ranges from a moment on.
select private.calendar(%s) as calendar;

-- name: agenda
-- The same, with the visits to come that may be a caller's: call, number that shows, number given, file number, from
-- when on.
select private.calendar(%(at)s) as calendar,
    private.visits_of(%(call)s, %(caller)s, %(phone)s, %(ref)s, %(at)s) as visits;

-- name: keep_answer
-- Keeps the answer given to a tool call: call, tool call id, tool, moment, words, success, own time in ms.
select private.keep_answer(%s, %s, %s, %s, %s, %s, %s);

-- name: said_in_call
-- All that was said of people in a call that is known already.
select private.said_in(c.id) as said from public.vapi_calls c where c.vapi_call_id = %s;

-- name: note_holidays
-- Holidays as closed days: name by day. Those that are known stay as they are.
select private.note_holidays(%s);
