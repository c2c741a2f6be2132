-- What the screens read of alerts: which come first, what stands on a card, and the light of the alerting itself.

-- With each attempt, where it went and whether that phone is blocked today.
create or replace function private.attempt_view(t public.alert_attempts) returns jsonb language sql stable set search_path = ''
as $$
    select to_jsonb(t) || jsonb_build_object(
        'recipient_name', r.full_name, 'phone', r.phone, 'email', r.email, 'unreachable_reason', r.unreachable_reason,
        'asked_by_name', (select full_name from public.profiles where user_id = t.asked_by))
    from (values (1)) as one left join public.recipients r on r.id = t.recipient_id
$$;
create index alert_attempts_recipient on public.alert_attempts (recipient_id, at desc);

-- What comes before everything else: who was not reached, what is on its way, and what a person has just asked for, which
-- stays in its place until its end can be seen.
create function private.alerts_in_sight() returns table (id uuid, is_wrong boolean)
language sql stable set search_path = ''
as $$
    select x.id, bool_or(x.is_wrong) from (
        (select a.id, true as is_wrong from public.alerts a where a.state = 'failed' order by a.created_at desc limit 100)
        union all
        (select a.id, false from public.alerts a where a.state in ('waiting', 'sending') and a.bundled_in is null
         order by a.created_at desc limit 50)
        union all
        (select t.alert_id, true from public.alert_attempts t
         where t.at > now() - interval '10 minutes' and t.asked_by is not null)) x
    group by x.id
$$;

-- p_before null: those in sight, then the newest. Else the page that follows, by keyset; those in sight are not repeated.
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
                    and a.bundled_in is null and a.created_at > now() - interval '7 days'),
        'failed', (select count(*) from public.alerts a where a.state = 'failed'),
        'last_delivered_at', (select max(greatest(r.sms_delivered_at, r.email_delivered_at)) from public.recipients r),
        'on_call', (select count(*) from public.recipients r where r.active and r.on_call_rank is not null),
        'alerts', (select coalesce(jsonb_agg(private.alert_view(a) || jsonb_build_object('in_sight', s.in_sight)
                       order by s.is_wrong desc, s.in_sight desc, a.created_at desc, a.id desc), '[]')
                   from shown s join public.alerts a on a.id = s.id))
    where private.require_role('owner', 'staff', 'admin') is not null
$$;

-- What stands on a card about a lead, or about a call: its alert, and the last attempt. Null: none was raised.
create function private.alert_brief(p_lead_id uuid, p_call_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('id', a.id, 'state', a.state, 'reason', a.reason, 'created_at', a.created_at,
        'handed_over_at', a.handed_over_at, 'delivered_at', a.delivered_at, 'acknowledged_at', a.acknowledged_at,
        'acknowledged_by', a.acknowledged_by, 'recipient_id', a.recipient_id,
        'last', (select private.attempt_view(t) from public.alert_attempts t
                 where t.alert_id in (a.id, a.bundled_in) order by t.at desc limit 1))
    from public.alerts a where a.lead_id = p_lead_id or a.call_id = p_call_id
    order by a.urgent desc, a.created_at desc limit 1
$$;

create or replace function private.lead_view(l public.leads) returns jsonb language sql stable set search_path = ''
as $$
    select to_jsonb(l) || jsonb_build_object(
        'assigned_name', (select full_name from public.profiles where user_id = l.assigned_to),
        'appointment', (select jsonb_build_object('id', a.id, 'starts_at', a.starts_at, 'ends_at', a.ends_at,
                                                  'confirmed', a.confirmed, 'status', a.status)
                        from public.appointments a where a.lead_id = l.id and a.status <> 'cancelled'
                        order by a.starts_at desc limit 1),
        'alert', private.alert_brief(l.id, null))
$$;

create or replace function public.today(p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    with d as (select private.local_day(now()) as today
               where private.require_role('owner', 'staff', 'admin') is not null)
    select jsonb_build_object(
        'now', now(), 'counts', private.day_counts(d.today, now()),
        -- The same weekday before, up to the same hour: what is fair to compare an unfinished day with.
        'week_ago', private.day_counts(private.local_day(now() - interval '7 days'),
            private.local_day(now() - interval '7 days') + (now() - d.today)),
        'waiting', (select count(*) from (select 1 from public.leads where status = 'new' and not is_test limit 1000) w),
        'last_call_at', (select max(created_at) from public.vapi_calls),
        'live', private.live_calls(),
        'callbacks', (select coalesce(jsonb_agg(c.card || jsonb_build_object('alert', case c.card ->> 'kind'
                              when 'lead' then private.alert_brief((c.card ->> 'id')::uuid, null)
                              else private.alert_brief(null, (c.card ->> 'id')::uuid) end) order by c.place), '[]')
                      from jsonb_array_elements(private.callbacks(least(greatest(p_limit, 0), 200))) with ordinality as c (card, place)))
    from d
$$;

-- With each person, the last message sent to them: that is how one sees a test arrive.
create or replace function public.alert_setup() returns jsonb language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', now(),
        'recipients', (select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('last',
                           (select private.attempt_view(t) from public.alert_attempts t where t.recipient_id = r.id
                            order by t.at desc limit 1)) order by r.on_call_rank nulls last, r.full_name), '[]')
                       from public.recipients r where r.active),
        'rules', (select jsonb_agg(to_jsonb(r) order by r.kind) from public.alert_rules r),
        'settings', (select to_jsonb(s) from public.alert_settings s))
    where private.require_role('owner', 'staff', 'admin') is not null
$$;

-- The whole on-call list at once, first to last: two people cannot hold the same rank, not even while they change places.
create function public.save_on_call(p_request_id uuid, p_recipient_ids uuid[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_on_call', 'recipient', array_to_string(p_recipient_ids, ','));
    if v_done is not null then return v_done; end if;
    if (select count(*) from public.recipients where active and id = any (p_recipient_ids))
        <> coalesce(cardinality(p_recipient_ids), 0) then
        perform private.refuse('Cette personne n''est plus dans la liste.');
    end if;
    update public.recipients set on_call_rank = null where on_call_rank is not null;
    update public.recipients r set on_call_rank = o.place
    from unnest(p_recipient_ids) with ordinality as o (id, place) where r.id = o.id;
    return private.end_action(p_request_id, jsonb_build_object('on_call', p_recipient_ids));
end $$;

-- The morning digest proves that alerting lives: the last one, and since when today's should be there.
create function private.digest_state() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('created_at', d.created_at, 'state', d.state, 'reason', d.reason, 'delivered_at', d.delivered_at,
        'due_at', (private.local_day(now()) at time zone 'America/Toronto' + s.digest_at) at time zone 'America/Toronto')
    from public.alert_settings s
    join public.alert_rules r on r.kind = 'digest' and r.enabled
    left join lateral (select a.created_at, a.state, a.reason, a.delivered_at from public.alerts a where a.kind = 'digest'
                       and a.cause_key like 'digest:%' order by a.created_at desc limit 1) d on true
$$;
create index alerts_digest on public.alerts (created_at desc) where kind = 'digest';

alter function public.status_line set schema private;
alter function private.status_line rename to status_facts;
create function public.status_line() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    -- Whoever was not reached counts until somebody has seen it, however old.
    return jsonb_set(private.status_facts(), '{alerts,failed}',
                     to_jsonb((select count(*) from public.alerts where state = 'failed')))
        || jsonb_build_object('digest', private.digest_state(),
            'on_call', (select count(*) from public.recipients where active and on_call_rank is not null));
end $$;

revoke execute on all functions in schema private from public, anon;
revoke execute on function private.status_facts from authenticated;
revoke execute on function public.status_line, public.save_on_call from public, anon;
grant execute on function public.status_line, public.save_on_call to authenticated;
grant execute on function private.alert_brief, private.alerts_in_sight to authenticated;
