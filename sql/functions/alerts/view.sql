-- What the Alertes screen and the cards of Aujourd'hui read.

-- With each attempt, where it went and whether that phone is blocked today.
create or replace function private.attempt_view(t public.alert_attempts) returns jsonb language sql stable
    set search_path = ''
as $$
    select to_jsonb(t) || jsonb_build_object(
        'reckoned', private.list_price(t),
        'recipient_name', r.full_name, 'phone', case when t.channel = 'sms' then coalesce(t.address, r.phone) end,
        'email', case when t.channel = 'email' then coalesce(t.address, r.email) end,
        'unreachable_reason', case when t.channel = 'sms'
            then private.why_unreachable('sms', coalesce(t.address, r.phone)) end,
        'asked_by_name', (select full_name from public.profiles where user_id = t.asked_by))
    from (values (1)) as one left join public.recipients r on r.id = t.recipient_id
$$;

create or replace function private.alert_view(a public.alerts) returns jsonb language sql stable set search_path = ''
as $$
    select to_jsonb(a) || jsonb_build_object(
        'recipient', (select jsonb_build_object('id', r.id, 'full_name', r.full_name, 'phone', r.phone,
            'email', r.email,
                      'unreachable_reason', r.unreachable_reason) from public.recipients r where r.id = a.recipient_id),
        'lead', (select jsonb_build_object('id', l.id, 'ref', l.ref, 'name', l.name, 'phone', l.phone, 'city', l.city,
                 'service', l.service, 'description', l.description, 'urgency', l.urgency) from public.leads l
                     where l.id = a.lead_id),
        'call', (select jsonb_build_object('id', c.id, 'caller_number', c.caller_number, 'created_at', c.created_at,
                 'ended_reason', c.ended_reason, 'outcome', c.outcome) from public.vapi_calls c where c.id = a.call_id),
        'bundled', (select count(*) from public.alerts b where b.bundled_in = a.id),
        'attempts', (select coalesce(jsonb_agg(private.attempt_view(t) order by t.at), '[]')
                     from public.alert_attempts t where t.alert_id in (a.id, a.bundled_in)))
$$;

-- What comes before everything else: who was not reached, what is on its way, and what a person has just asked for,
-- which stays in its place until its end can be seen.
create or replace function private.alerts_in_sight() returns table (id uuid, is_wrong boolean)
language sql stable set search_path = ''
as $$
    select x.id, bool_or(x.is_wrong) from (
        (select a.id, true as is_wrong from public.alerts a where a.state = 'failed'
            order by a.created_at desc limit 100)
        union all
        (select a.id, false from public.alerts a where a.state in ('waiting', 'sending') and a.bundled_in is null
            and a.basis is null
         order by a.created_at desc limit 50)
        union all
        (select t.alert_id, true from public.alert_attempts t
         where t.at > now() - interval '10 minutes' and t.asked_by is not null)) x
    group by x.id
$$;

-- What stands on a card about a lead, or about a call: its alert, and the last attempt. Null: none was raised.
create or replace function private.alert_brief(p_lead_id uuid, p_call_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('id', a.id, 'state', a.state, 'reason', a.reason, 'created_at', a.created_at,
        'handed_over_at', a.handed_over_at, 'delivered_at', a.delivered_at, 'acknowledged_at', a.acknowledged_at,
        'acknowledged_by', a.acknowledged_by, 'acknowledged_via', a.acknowledged_via, 'recipient_id', a.recipient_id,
        'last', (select private.attempt_view(t) from public.alert_attempts t
                 where t.alert_id in (a.id, a.bundled_in) order by t.at desc limit 1))
    from public.alerts a where (a.lead_id = p_lead_id or a.call_id = p_call_id) and a.basis is null
    order by a.urgent desc, a.created_at desc limit 1
$$;

-- p_before null: those in sight, then the newest. Else the page that follows, by keyset; those in sight are not
-- repeated.
create or replace function public.alert_list(p_states text[] default null, p_lead_id uuid default null,
    p_call_id uuid default null, p_before timestamptz default null, p_before_id uuid default null,
    p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    with in_sight as materialized (
        select s.* from private.alerts_in_sight() s where p_states is null and p_lead_id is null and p_call_id is null),
    page as (
        select a.id from public.alerts a
        where (p_states is null or a.state = any (p_states))
          and (p_lead_id is null or a.lead_id = p_lead_id) and (p_call_id is null or a.call_id = p_call_id)
          and (p_before is null or (a.created_at, a.id) < (p_before, p_before_id))
          and a.id not in (select id from in_sight)
        order by a.created_at desc, a.id desc limit least(greatest(p_limit, 1), 500)),
    shown as (
        select p.id, false as in_sight, false as is_wrong from page p
        union all select s.id, true, s.is_wrong from in_sight s where p_before is null)
    select jsonb_build_object('now', now(),
        'waiting', (select count(*) from public.alerts a where a.state in ('waiting', 'sending', 'handed_over')
                    and a.bundled_in is null and a.basis is null and a.created_at > now() - interval '7 days'),
        'failed', (select count(*) from public.alerts a where a.state = 'failed' and a.basis is null
                   and not private.is_proof(a)),
        'last_delivered_at', (select max(greatest(r.sms_delivered_at, r.email_delivered_at)) from public.recipients r),
        'month_cost', private.month_cost(),
        'on_call', (select count(*) from public.recipients r where r.active and r.on_call_rank is not null),
        'alerts', (select coalesce(jsonb_agg(private.alert_view(a) || jsonb_build_object('in_sight', s.in_sight)
                       order by s.is_wrong desc, s.in_sight desc, a.created_at desc, a.id desc), '[]')
                   from shown s join public.alerts a on a.id = s.id))
    where private.require_role('owner', 'staff', 'admin') is not null
$$;

-- With each person, the last message sent to where they are reached today: that is how one sees a test arrive.
create or replace function public.alert_setup() returns jsonb language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', now(),
        'recipients', (select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('last',
                           (select private.attempt_view(t) from public.alert_attempts t where t.recipient_id = r.id
                                and coalesce(t.address in (r.phone, lower(r.email)), true)
                            order by t.at desc limit 1)) order by r.on_call_rank nulls last, r.full_name), '[]')
                       from public.recipients r where r.active),
        'second_provider', private.provider_balances() -> 'twilio_balance',
        'rules', (select jsonb_agg(to_jsonb(r) order by r.kind) from public.alert_rules r
                  where r.kind not in (select c.kind from public.customer_texts c)),
        'settings', (select to_jsonb(s) from public.alert_settings s))
    where private.require_role('owner', 'staff', 'admin') is not null
$$;
