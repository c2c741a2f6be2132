-- A message tells no more of a person than the problem, the town and the number to call: of those that go along too.

create or replace function private.alert_case(p_alert_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', clock_timestamp(), 'alert', to_jsonb(a), 'settings', to_jsonb(s),
        'attempts', (select coalesce(jsonb_agg(to_jsonb(t) order by t.at), '[]') from public.alert_attempts t where t.alert_id = a.id),
        'recipients', (select coalesce(jsonb_agg(to_jsonb(r) order by r.on_call_rank nulls last), '[]')
                       from public.recipients r where r.active),
        'sent_recently', (select count(distinct t.alert_id) from public.alert_attempts t join public.alerts o on o.id = t.alert_id
                          where not o.urgent and t.level = 0 and t.asked_by is null and t.state <> 'asked'
                            and t.at > clock_timestamp() - make_interval(secs => (s.throttle_minutes * 60)::float8)),
        'lead', (select to_jsonb(l) from public.leads l where l.id = a.lead_id),
        'call', (select to_jsonb(c) - 'structured_data' from public.vapi_calls c where c.id = a.call_id),
        'appointment', (select to_jsonb(p) - 'busy' from public.appointments p where 'appointment:' || p.id = a.cause_key),
        'bundled', (select coalesce(jsonb_agg(jsonb_build_object('kind', b.kind, 'service', l.service, 'city', l.city,
                        'description', l.description, 'phone', coalesce(l.phone, c.caller_number)) order by b.created_at), '[]')
                    from public.alerts b left join public.leads l on l.id = b.lead_id
                    left join public.vapi_calls c on c.id = b.call_id where b.bundled_in = a.id))
    from public.alerts a, public.alert_settings s where a.id = p_alert_id
$$;
