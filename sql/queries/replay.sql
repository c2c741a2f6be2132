-- name: calls_to_replay
-- Calls since a moment, or the one of that id, after the one last seen (moment and id), so many at most; those whose
-- conversation had its time are left out.
select c.id, c.vapi_call_id, c.created_at, private.said_in(c.id) as said,
    array(select x.tool_call_id from public.appointment_changes x where x.call_id = c.id and x.kind = 'kept')
        as kept_visits
from public.vapi_calls c
where c.created_at >= %(since)s and (%(call)s::text is null or c.vapi_call_id = %(call)s)
  and c.conversation_purged_at is null and (c.created_at, c.id) > (%(after)s, %(after_id)s)
order by c.created_at, c.id limit %(limit)s;

-- name: messages_of_calls
-- What these calls' tools, statuses and reports said, as it came: the first moment it may have come, ids.
select i.vapi_call_id, i.body, i.received_at from private.inbox i
where i.received_at >= %s and i.vapi_call_id = any (%s)
  and i.type in ('tool-calls', 'status-update', 'end-of-call-report')
order by i.happened_at, i.id;

-- name: replay_call
-- Computes one call again: its id, statements, people, facts, whether alerts may be raised; what was seen before and
-- after.
select r.before, r.after from private.replay_call(%s, %s::jsonb, %s::jsonb, %s::jsonb, %s) r;
