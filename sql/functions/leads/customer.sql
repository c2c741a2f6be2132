-- Everything of one number, found by one of its calls or leads: the number itself stays out of addresses. Without a
-- number it is that call or lead alone, with what belongs to it. Whoever opens it leaves a line in the trail.
create or replace function public.customer(p_kind text, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_phone text;
    v_calls uuid[];
    v_leads uuid[];
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_record_kind(p_kind);
    v_phone := case p_kind when 'lead' then (select phone from public.leads where id = p_id)
                           else (select caller_number from public.vapi_calls where id = p_id) end;
    v_leads := array(select l.id from public.leads l where l.phone = v_phone or p_kind = 'lead' and l.id = p_id
                     or p_kind = 'call' and l.call_id = p_id);
    v_calls := array(select c.id from public.vapi_calls c where c.caller_number = v_phone
                     or p_kind = 'call' and c.id = p_id
                     union select l.call_id from public.leads l where l.id = any (v_leads) and l.call_id is not null);
    if cardinality(v_calls) + cardinality(v_leads) = 0 then return null; end if;
    perform private.note_opening('open_customer', p_kind, p_id::text);
    return jsonb_build_object('now', now(), 'phone', v_phone,
        'calls', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'created_at', c.created_at,
                'status', c.status, 'outcome', c.outcome, 'summary', c.summary, 'caller_name', c.caller_name,
                'classification', c.classification) order by c.created_at desc), '[]')
            from public.vapi_calls c where c.id = any (v_calls)),
        'leads', (select coalesce(jsonb_agg(private.lead_view(l) order by l.created_at desc), '[]')
            from public.leads l where l.id = any (v_leads)),
        'visits', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'lead_id', a.lead_id,
                'requested_at', a.requested_at, 'starts_at', a.starts_at, 'ends_at', a.ends_at, 'status', a.status,
                'confirmed', a.confirmed, 'service', a.service,
                'address', coalesce(a.address, l.address)) order by a.starts_at desc), '[]')
            from public.appointments a join public.leads l on l.id = a.lead_id where l.id = any (v_leads)),
        'attempts', (select coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'outcome', t.outcome,
                'again_at', t.again_at, 'by', private.person_name(t.author), 'count', 1) order by t.at desc), '[]')
            from public.call_attempts t where t.lead_id = any (v_leads) or t.call_id = any (v_calls)),
        'messages', (select coalesce(jsonb_agg(jsonb_build_object('at', a.created_at, 'kind', a.kind,
                'state', a.state, 'reason', a.reason, 'due_at', a.due_at, 'visit_at', a.visit_at, 'basis', a.basis,
                'handed_over_at', a.handed_over_at, 'delivered_at', a.delivered_at) order by a.created_at desc), '[]')
            from public.alerts a where a.lead_id = any (v_leads) or a.call_id = any (v_calls)));
end $$;
