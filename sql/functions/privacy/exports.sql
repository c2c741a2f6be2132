-- Everything that is held, in words that a person can read and a machine can parse. Live addresses are no data of
-- theirs.
create or replace function public.export_person(p_request_id uuid, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    v private.person_rows;
    v_counts jsonb;
begin
    perform private.require_role('owner', 'admin');
    select * into r from public.privacy_requests where id = p_id and state = 'open';
    if not found then perform private.refuse('request_closed'); end if;
    v := private.person_rows(r);
    v_counts := private.person_counts(v);
    if private.begin_action(p_request_id, 'export_person', 'privacy_request', p_id::text) is null then
        perform private.end_action(p_request_id, v_counts);
        update public.privacy_requests set exported_at = clock_timestamp() where id = p_id
        returning exported_at into r.exported_at;
    end if;
    return jsonb_build_object('exported_at', r.exported_at, 'request', r.number, 'phone', r.phone,
        'full_name', r.full_name,
        'counts', v_counts, 'copies_until', private.copies_until(), 'team', private.person_team(r.phone, r.full_name),
        'calls', (select coalesce(jsonb_agg(to_jsonb(c) - array['called_back_by', 'assigned_to', 'is_demo']
            || jsonb_build_object(
                'conversation', (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('at', g.at,
                    'kind', g.kind, 'speaker', g.speaker,
                    'text', g.text, 'tool', g.tool_name)) order by g.at, g.id), '[]')
                    from public.call_logs g where g.call_id = c.id and g.kind <> 'turn')) order by c.created_at), '[]')
            from public.vapi_calls c where c.id = any (v.calls)),
        'leads', (select coalesce(jsonb_agg(to_jsonb(l) - array['called_back_by', 'assigned_to', 'is_demo', 'find']
            || jsonb_build_object('notes', private.lead_thread(l.id))
            order by l.created_at), '[]')
            from public.leads l where l.id = any (v.leads)),
        'noted_by_paul', (select coalesce(jsonb_agg(jsonb_build_object('call_id', w.call_id, 'said_at', w.said_at,
            'facts', w.facts, 'note', w.note) order by w.said_at), '[]')
            from private.statements w where w.call_id = any (v.calls)),
        'appointments', (select coalesce(jsonb_agg(to_jsonb(a) - array['busy', 'assigned_to', 'is_demo']
                                                   order by a.starts_at), '[]')
            from public.appointments a where a.id = any (v.appointments)),
        'appointment_changes', (select coalesce(jsonb_agg(to_jsonb(x) order by x.requested_at), '[]')
            from public.appointment_changes x where x.call_id = any (v.calls)),
        'alerts', (select coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'created_at', a.created_at,
            'state', a.state, 'call_id', a.call_id, 'lead_id', a.lead_id, 'visit_at', a.visit_at,
            'basis', a.basis, 'detail', a.detail, 'attempts', (
                    select coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'channel', t.channel, 'state', t.state,
                        'answer', t.provider_answer,
                        'receipts', (select coalesce(jsonb_agg(b.body order by b.id), '[]') from private.brevo_events b
                            where b.attempt_id = t.id))
                        order by t.at), '[]')
                    from public.alert_attempts t where t.alert_id = a.id)) order by a.created_at), '[]')
            from public.alerts a where a.id = any (v.alerts)),
        'refused_texts', (select coalesce(jsonb_agg(jsonb_build_object('since', b.unreachable_at,
                'reason', b.unreachable_reason)), '[]')
            from private.addresses b where b.channel = 'sms' and b.address = r.phone
                and b.unreachable_reason is not null),
        'other_receipts', (select coalesce(jsonb_agg(b.body order by b.id), '[]') from private.brevo_events b
            where b.id = any (r.extra_receipts)));
end $$;

-- The messages as they came, page by page: they repeat the rest, word for word.
create or replace function public.export_messages(p_id uuid, p_after bigint default 0, p_limit integer default 50)
    returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    v private.person_rows;
begin
    perform private.require_role('owner', 'admin');
    select * into r from public.privacy_requests where id = p_id and state = 'open';
    if not found then perform private.refuse('request_closed'); end if;
    v := private.person_rows(r);
    return (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'type', i.type, 'received_at', i.received_at,
            'body', regexp_replace(i.body, '"(listenUrl|controlUrl)"\s*:\s*"[^"]*"', '"\1": ""', 'g')) order by i.id),
                '[]')
        from (select * from private.inbox where id = any (v.messages)
            and id > p_after
              order by id limit least(greatest(p_limit, 1), 200)) i);
end $$;
