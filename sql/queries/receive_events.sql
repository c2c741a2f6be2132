-- Keeps several messages and applies each, in one transaction and one round trip; results in the same order.
select r.outcome, r.answers
from rows from (jsonb_to_recordset(%s::jsonb) as (key text, type text, vapi_call_id text, happened_at timestamptz,
        received_at timestamptz, via text, body text, facts jsonb, steps jsonb, error text)) with ordinality
        as m(key, type, vapi_call_id, happened_at, received_at, via, body, facts, steps, error, n),
    lateral private.receive_event(m.key, m.type, m.vapi_call_id, m.happened_at, m.received_at, m.via, m.body, m.facts,
                                  m.steps, m.error) r
order by m.n;
