-- Keeps several messages and applies each, in one transaction and one round trip; results in the same order. The raw
-- bodies come apart from the rest, so that nothing has to parse them again.
select r.outcome, r.answers
from rows from (jsonb_to_recordset(%s::jsonb) as (key text, type text, vapi_call_id text, happened_at timestamptz,
        received_at timestamptz, via text, facts jsonb, steps jsonb, error text), unnest(%b::text[])) with ordinality
        as m(key, type, vapi_call_id, happened_at, received_at, via, facts, steps, error, body, n),
    lateral private.receive_event(m.key, m.type, m.vapi_call_id, m.happened_at, m.received_at, m.via, m.body, m.facts,
                                  m.steps, m.error) r
order by m.n;
