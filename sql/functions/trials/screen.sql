-- Trials as their screen shows them, and what a person asks for there.

create or replace function private.trial_view(t public.test_calls) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(t) || jsonb_build_object(
        'asked_by_name', (select full_name from public.profiles where user_id = t.asked_by),
        'handed_over_at', a.handed_over_at, 'delivered_at', a.delivered_at, 'recipient_name', a.recipient_name,
        -- Both ends of it: the leg that was dialled is known from Vapi's list.
        'cost_usd', (select sum(c.cost_usd) from public.vapi_calls c where c.id = t.call_id
            or c.vapi_call_id = t.vapi_call_id))
    from (values (1)) as one
    left join lateral (select min(x.handed_over_at) as handed_over_at, min(x.delivered_at) as delivered_at,
                              max(r.full_name) as recipient_name
                       from public.alert_attempts x left join public.recipients r on r.id = x.recipient_id
                       where x.alert_id = t.alert_id) a on true
$$;

create or replace function public.trials(p_limit integer default 10) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('staff', 'admin');
    return (select jsonb_build_object('now', clock_timestamp(), 'vapi', s.vapi, 'vapi_at', s.vapi_at,
            'daily_limit', s.daily_limit, 'used_today', private.trials_today(), 'hours', s.hours, 'recipient_id',
            s.recipient_id, 'targets', (select jsonb_agg(to_jsonb(x)) from private.trial_targets() x),
            'recipients', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'full_name', r.full_name)
                order by r.on_call_rank nulls last, r.full_name), '[]')
                           from public.recipients r where r.active and r.phone is not null),
            'in_a_row', private.trials_in_a_row(false), 'simulated_in_a_row', private.trials_in_a_row(true),
            'trials', (select coalesce(jsonb_agg(private.trial_view(x) order by x.asked_at desc), '[]')
                       from (select * from public.test_calls
                           order by asked_at desc limit least(greatest(p_limit, 1), 100)) x),
            'gap', private.gap_state(), 'comparisons', private.last_comparisons())
        from public.trial_settings s);
end $$;

create or replace function public.ask_trial(p_request_id uuid, p_to text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_id uuid;
begin
    perform private.require_role('staff', 'admin');
    v_done := private.begin_action(p_request_id, 'ask_trial', 'test_call', null);
    if v_done is not null then return v_done; end if;
    v_id := private.new_trial(p_to, auth.uid(), null);
    return private.end_action(p_request_id, jsonb_build_object('id', v_id));
end $$;

create or replace function public.save_trial_settings(p_request_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    s public.trial_settings;
begin
    perform private.require_role('admin');
    perform private.check_fields(p_fields, array['daily_limit', 'hours', 'recipient_id']);
    v_done := private.begin_action(p_request_id, 'save_trial_settings', 'trial_settings', null, p_fields);
    if v_done is not null then return v_done; end if;
    select * into s from public.trial_settings for update;
    s := jsonb_populate_record(s, p_fields);
    update public.trial_settings set daily_limit = s.daily_limit, hours = s.hours, recipient_id = s.recipient_id
    where only_row;
    return private.end_action(p_request_id, to_jsonb(s));
exception when check_violation or not_null_violation or invalid_text_representation or numeric_value_out_of_range then
    perform private.refuse('trial_settings_invalid');
    return null;
end $$;
