-- The ladders: how an urgent alert insists, for whom and for what.

-- A whole ladder at once; an empty one is taken away, and the next that fits is climbed.
create or replace function public.save_ladder(p_request_id uuid, p_kind text, p_recipient_id uuid, p_rungs jsonb)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_rows(p_rungs, array['after_minutes', 'way']);
    if p_kind is not null and not exists (select 1 from public.alert_rules r where r.kind = p_kind) then
        perform private.refuse('ladder_invalid');
    end if;
    v_done := private.begin_action(p_request_id, 'save_ladder', 'alert_rung',
        coalesce(p_kind, 'all') || ':' || coalesce(p_recipient_id::text, 'all'), p_rungs);
    if v_done is not null then return v_done; end if;
    -- Two who save one ladder at once: one after the other.
    perform 1 from public.alert_settings for update;
    delete from public.alert_rungs
    where kind is not distinct from p_kind and recipient_id is not distinct from p_recipient_id;
    insert into public.alert_rungs (kind, recipient_id, place, after_minutes, way)
    select p_kind, p_recipient_id, o.place - 1, (o.rung ->> 'after_minutes')::numeric, o.rung ->> 'way'
    from jsonb_array_elements(p_rungs) with ordinality as o (rung, place);
    if not private.is_ladder(p_kind, p_recipient_id) then perform private.refuse('ladder_invalid'); end if;
    return private.end_action(p_request_id, jsonb_build_object('rungs', jsonb_array_length(p_rungs)));
exception when check_violation or not_null_violation or foreign_key_violation or invalid_text_representation
    or invalid_parameter_value or numeric_value_out_of_range then
    perform private.refuse('ladder_invalid');
    return null;
end $$;

-- It begins at once, with a message, goes on in order, and ends with the next person, who is left a minute at least; or
-- there is none.
create or replace function private.is_ladder(p_kind text, p_recipient_id uuid) returns boolean
language sql stable set search_path = ''
as $$
    with g as (select place, after_minutes, way, lag(after_minutes, 1, 0::numeric) over (order by place) as before,
                   max(place) over () as last
               from public.alert_rungs
               where kind is not distinct from p_kind and recipient_id is not distinct from p_recipient_id)
    select coalesce(bool_and(after_minutes >= before and (place > 0 or after_minutes = 0)
        and (way = 'next') = (place = last) and last > 0 and (way <> 'next' or after_minutes >= 1)), true) from g
$$;

-- How each provider did over 24 hours, and what it cost this month: from our own attempts, so it is what we saw.
create or replace function private.provider_figures() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(p) order by p.provider), '[]') from (
        select t.provider, count(*) as asked, count(*) filter (where t.handed_over_at is not null) as taken,
            count(*) filter (where t.handed_over_at is null and t.state in ('failed', 'unknown')) as refused,
            percentile_cont(0.5) within group (order by extract(epoch from t.handed_over_at - t.at)) as taken_s,
            max(t.handed_over_at) as last_taken_at,
            max(t.at) filter (where t.handed_over_at is null and t.state in ('failed', 'unknown')) as last_refused_at,
            (array_agg(t.provider_answer order by t.at desc)
                filter (where t.handed_over_at is null and t.state in ('failed', 'unknown')))[1] as last_refusal
        from public.alert_attempts t where t.at > now() - interval '24 hours' and t.state <> 'asked'
        group by t.provider) p
$$;

create or replace function public.alert_ladder() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', now(),
        'rungs', (select coalesce(jsonb_agg(to_jsonb(g)
            order by g.kind nulls first, g.recipient_id nulls first, g.place), '[]') from public.alert_rungs g),
        'people', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'full_name', r.full_name,
            'rank', r.on_call_rank) order by r.on_call_rank nulls last, r.full_name), '[]')
            from public.recipients r where r.active),
        'urgent_kinds', (select coalesce(jsonb_agg(r.kind order by r.kind), '[]') from public.alert_rules r
            where r.urgent and r.enabled),
        'prices', (select coalesce(jsonb_agg(to_jsonb(p) order by p.provider, p.channel), '[]')
            from public.alert_prices p),
        'providers', private.provider_figures(),
        'balance', private.provider_balances())
    where private.require_role('owner', 'staff', 'admin') is not null
$$;

-- What each provider's account holds, as the probes last found it.
create or replace function private.provider_balances() returns jsonb
language sql stable security definer set search_path = ''
as $$
    select coalesce(jsonb_object_agg(p.probe, to_jsonb(p) - 'probe'), '{}') from (
        select distinct on (r.probe) r.probe, r.at, r.value, r.ok, r.detail from public.probe_readings r
        where r.probe in ('brevo_credits', 'twilio_balance') order by r.probe, r.at desc) p
$$;
