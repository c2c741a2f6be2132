-- How a worker takes an alert, learns all about it, and lets go of it again.

create or replace function private.claim_alerts(p_limit integer) returns setof uuid
language sql set search_path = ''
as $$
    update public.alerts a set lease_until = clock_timestamp() + interval '60 seconds'
    where a.id in (select id from public.alerts
                   where due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                   order by urgent desc, basis is not null, due_at for update skip locked limit p_limit)
    returning a.id
$$;

-- All that deciding the next step needs, and the words of the message: of a person the problem, the town and the number
-- to call, and no more; of those that go along in the same words too.
create or replace function private.alert_case(p_alert_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', clock_timestamp(), 'alert', to_jsonb(a), 'settings', to_jsonb(s),
        'opening', (select r.opening from public.alert_rules r where r.kind = a.kind),
        'attempts', (select coalesce(jsonb_agg(to_jsonb(t) order by t.at), '[]') from public.alert_attempts t
            where t.alert_id = a.id),
        'recipients', (select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('called_at',
                           private.called_at(r.id), 'on_phone', private.on_phone(r.id))
                           -- The last credits are for emergencies: the rest goes by email.
                           || case when not a.urgent and private.sms_is_reserved()
                               then '{"unreachable_reason": "reserved"}' else '{}' end::jsonb
                           order by r.on_call_rank nulls last), '[]')
                       from public.recipients r where r.active),
        'rungs', (select coalesce(jsonb_agg(to_jsonb(g) order by g.place), '[]') from public.alert_rungs g
            where g.kind is null or g.kind = a.kind),
        'duty', private.duty_roster(),
        'sent_recently', (select count(distinct t.alert_id) from public.alert_attempts t join public.alerts o
            on o.id = t.alert_id
                          where not o.urgent and o.basis is null and t.level = 0
                            and t.asked_by is null and t.state <> 'asked'
                            and t.at > clock_timestamp() - make_interval(secs => (s.throttle_minutes * 60)::float8)),
        'lead', (select to_jsonb(l) || jsonb_build_object('out_of_area', private.out_of_area(l.city))
                 from public.leads l where l.id = a.lead_id),
        'call', (select to_jsonb(c) - 'structured_data' from public.vapi_calls c where c.id = a.call_id),
        'appointment', (select to_jsonb(p) - 'busy' from public.appointments p
            where p.id = a.appointment_id or a.basis is null and p.lead_id = a.lead_id
                and ('appointment:' || p.id = a.cause_key or p.status = 'booked')
            order by 'appointment:' || p.id = a.cause_key desc, p.starts_at desc limit 1),
        'customer', private.customer_of(a),
        'bundled', (select coalesce(jsonb_agg(jsonb_build_object('kind', b.kind, 'detail', b.detail,
                        'service', l.service, 'city', l.city, 'description', l.description,
                        'phone', coalesce(l.phone, c.caller_number), 'outcome', c.outcome) order by b.created_at), '[]')
                    from public.alerts b left join public.leads l on l.id = b.lead_id
                    left join public.vapi_calls c on c.id = b.call_id where b.bundled_in = a.id))
    from public.alerts a, public.alert_settings s where a.id = p_alert_id
$$;

-- Lets go of an alert: when to look at it again (never: null), why, and how far down the list it is.
create or replace function private.release_alert(p_alert_id uuid, p_due_at timestamptz, p_version integer, p_state text,
    p_reason text, p_level smallint) returns void
language plpgsql set search_path = ''
as $$
begin
    -- Something came meanwhile (a resend, a receipt, somebody has seen it): what was decided is decided anew, at once.
    update public.alerts a set lease_until = null,
        level = case when a.version = p_version then coalesce(p_level, a.level) else a.level end,
        due_at = case when a.version <> p_version then clock_timestamp() else p_due_at end
    where a.id = p_alert_id;
    if p_state is null and p_reason is null then return; end if;
    perform private.move_alert(p_alert_id, coalesce(p_state, 'waiting'), p_reason)
    from public.alerts a where a.id = p_alert_id and a.version = coalesce(p_version, a.version);
end $$;
