-- A call computed again from its stored messages, by newer code (backend/replay).

-- What a person sees of a call: what is compared before and after.
create or replace function private.seen_of_call(p_call_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'outcome', jsonb_build_array(jsonb_build_object('outcome', c.outcome, 'needs_callback', c.needs_callback,
            'ended_category', c.ended_category, 'transfer_answered', c.transfer_answered)),
        'lead', (select coalesce(jsonb_agg(to_jsonb(l) - array['id', 'call_id', 'updated_at', 'find']
                     order by l.ref), '[]')
                 from public.leads l where l.call_id = c.id),
        'visit', (select coalesce(jsonb_agg(jsonb_build_object('starts_at', a.starts_at, 'status', a.status,
                      'confirmed', a.confirmed, 'lead', l.ref) order by a.starts_at, a.id), '[]')
                  from public.appointments a join public.leads l on l.id = a.lead_id where a.call_id = c.id),
        'alert', (select coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'urgent', a.urgent)
                      order by a.created_at, a.id), '[]')
                  from public.alerts a where a.call_id = c.id and a.kind <> 'paul_trouble'))
    from public.vapi_calls c where c.id = p_call_id
$$;

-- p_statements: what each message of the call said, read anew; p_people: the people of all of it; p_facts: what its
-- statuses and its report said, in order. What people wrote stays; only p_news may raise alerts.
create or replace function private.replay_call(p_call_id uuid, p_statements jsonb, p_people jsonb, p_facts jsonb,
    p_news boolean, out before jsonb, out after jsonb)
language plpgsql set search_path = ''
as $$
declare
    c public.vapi_calls;
    f record;
begin
    perform set_config('drain.old_news', case when p_news then 'off' else 'on' end, true);
    select * into c from public.vapi_calls where id = p_call_id for no key update;
    before := private.seen_of_call(c.id);
    insert into private.statements as s (call_id, key, source, said_at, facts, note)
    select c.id, x.key, x.source, x.said_at, x.facts, x.note
    from jsonb_to_recordset(p_statements) as x(key text, source text, said_at timestamptz, facts jsonb, note text)
    on conflict (call_id, key) do update set facts = excluded.facts;
    perform private.write_leads(c, p_people, '[]', jsonb_array_length(p_statements), null);
    for f in select x.* from jsonb_to_recordset(p_facts) as x(at timestamptz, facts jsonb) loop
        perform private.apply_facts(f.facts, f.at);
    end loop;
    perform private.settle_call(c.id);
    after := private.seen_of_call(c.id);
end $$;
