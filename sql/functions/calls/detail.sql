-- One call, as its screen shows it.

create or replace function private.call_lines(p_call_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(g) - 'call_id' order by g.at, g.id), '[]') from public.call_logs g
    where g.call_id = p_call_id
$$;


-- A call with all that is held of it. Whoever opens one leaves a line in the trail; a call that is not there leaves
-- none.
create or replace function public.call_detail(p_call_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    select jsonb_build_object(
        'call', to_jsonb(c) - 'structured_data'
            || jsonb_build_object('called_back_by_name', private.name_of(c.called_back_by),
                'assigned_name', a.full_name),
        'lines', private.call_lines(c.id),
        'leads', (select coalesce(jsonb_agg(private.lead_view(l) order by l.created_at), '[]')
                  from public.leads l where l.call_id = c.id),
        'appointments', (select coalesce(jsonb_agg(to_jsonb(x) - 'busy' order by x.starts_at), '[]')
                         from public.appointments x where x.call_id = c.id),
        'changes', (select coalesce(jsonb_agg(to_jsonb(y) - 'tool_call_id' order by y.requested_at), '[]')
                    from public.appointment_changes y
                    where y.call_id = c.id or y.appointment_id in (select z.id from public.appointments z
                                                                   where z.call_id = c.id)),
        'other_calls', (select count(*) from (select 1 from public.vapi_calls o
                        where o.caller_number = c.caller_number and o.id <> c.id limit 100) n)) into v
    from public.vapi_calls c
    left join public.profiles a on a.user_id = c.assigned_to
    where c.id = p_call_id;
    if v is not null then perform private.note_opening('open_call', 'call', p_call_id::text); end if;
    return v;
end $$;
