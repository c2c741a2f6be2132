-- What the worker does to a trial: claim it, dial once, watch it, end it.

create function private.trial_case(p_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', clock_timestamp(), 'trial', to_jsonb(t),
        'allowed', exists (select 1 from private.trial_targets() x where x.phone = t.to_number),
        'alert', (select jsonb_build_object('handed_over_at', min(a.handed_over_at), 'delivered_at', min(a.delivered_at),
                      'answer', (array_agg(a.provider_answer order by a.at desc))[1],
                      'ended', bool_and(a.state in ('failed', 'delivered')))
                  from public.alert_attempts a where a.alert_id = t.alert_id))
    from public.test_calls t where t.id = p_id
$$;

create function private.claim_trial() returns jsonb
language sql set search_path = ''
as $$
    with claimed as (
        update public.test_calls set lease_until = clock_timestamp() + interval '60 seconds'
        where id = (select id from public.test_calls
                    where state in ('asked', 'dialling', 'under_way') and due_at <= clock_timestamp()
                      and (lease_until is null or lease_until < clock_timestamp())
                    order by due_at for update skip locked limit 1)
        returning id)
    select private.trial_case(id) from claimed
$$;

-- Written and committed before Vapi hears of it. Null when another worker came first: it is never dialled twice.
create function private.dial_trial(p_id uuid, p_simulated boolean, p_from_number text) returns boolean
language sql set search_path = ''
as $$
    update public.test_calls set state = 'dialling', simulated = p_simulated, from_number = p_from_number,
        dialling_at = clock_timestamp()
    where id = p_id and state = 'asked' returning true
$$;

create function private.note_placed(p_id uuid, p_vapi_call_id text) returns void
language plpgsql set search_path = ''
as $$
declare c public.vapi_calls;
begin
    update public.test_calls set state = 'under_way', placed_at = coalesce(placed_at, clock_timestamp()), vapi_call_id = p_vapi_call_id
    where id = p_id and state = 'dialling';
    -- Its first message may have come before Vapi's answer.
    for c in select * from public.vapi_calls where vapi_call_id = p_vapi_call_id and status <> 'queued' loop
        perform private.meet_trial(c);
    end loop;
end $$;

create function private.note_look(p_id uuid, p_answered_at timestamptz) returns void
language sql set search_path = ''
as $$
    update public.test_calls set looked_at = clock_timestamp(), answered_at = coalesce(answered_at, p_answered_at)
    where id = p_id and state in ('dialling', 'under_way')
$$;

create function private.release_trial(p_id uuid, p_due_at timestamptz, p_seen_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    -- Something came meanwhile and made it due: that is not undone.
    update public.test_calls set lease_until = null,
        due_at = case when due_at is distinct from p_seen_due_at then due_at else p_due_at end
    where id = p_id and state in ('asked', 'dialling', 'under_way')
$$;

-- p_step null: it passed. Two in a row that failed are no accident any more.
create function private.end_trial(p_id uuid, p_step text, p_reason text, p_simulated boolean) returns void
language plpgsql set search_path = ''
as $$
declare t public.test_calls;
begin
    update public.test_calls set state = case when p_step is null then 'passed' else 'failed' end, failed_step = p_step,
        failed_reason = p_reason, simulated = coalesce(simulated, p_simulated), ended_at = clock_timestamp(), due_at = null,
        lease_until = null
    where id = p_id and state in ('asked', 'dialling', 'under_way') returning * into t;
    if not found or p_step is null then return; end if;
    if (select o.state from public.test_calls o where o.id <> t.id and o.state in ('passed', 'failed')
        and o.simulated is not distinct from t.simulated order by o.asked_at desc limit 1) = 'failed' then
        perform private.raise_alert('paul_trouble', 'trials:' || t.id, null, t.call_id, 'trials', false, coalesce(t.simulated, false));
    end if;
end $$;

-- The last so many of one kind in a row: of the real ones, ten are what "Paul validé" means.
create function private.trials_in_a_row(p_simulated boolean) returns bigint
language sql stable set search_path = ''
as $$
    select count(*) from public.test_calls t
    where t.is_whole and t.simulated = p_simulated and t.state = 'passed'
      and t.asked_at > coalesce((select max(f.asked_at) from public.test_calls f
                                 where f.is_whole and f.simulated = p_simulated and f.state = 'failed'), '-infinity')
$$;

create function private.trial_view(t public.test_calls) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(t) || jsonb_build_object(
        'asked_by_name', (select full_name from public.profiles where user_id = t.asked_by),
        'handed_over_at', a.handed_over_at, 'delivered_at', a.delivered_at, 'recipient_name', a.recipient_name,
        -- Both ends of it: the leg that was dialled is known from Vapi's list.
        'cost_usd', (select sum(c.cost_usd) from public.vapi_calls c where c.id = t.call_id or c.vapi_call_id = t.vapi_call_id))
    from (values (1)) as one
    left join lateral (select min(x.handed_over_at) as handed_over_at, min(x.delivered_at) as delivered_at,
                              max(r.full_name) as recipient_name
                       from public.alert_attempts x left join public.recipients r on r.id = x.recipient_id
                       where x.alert_id = t.alert_id) a on true
$$;

create function public.trials(p_limit integer default 10) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('staff', 'admin');
    return (select jsonb_build_object('now', clock_timestamp(), 'vapi', s.vapi, 'vapi_at', s.vapi_at,
            'daily_limit', s.daily_limit, 'used_today', private.trials_today(), 'hours', s.hours, 'recipient_id', s.recipient_id,
            'targets', (select jsonb_agg(to_jsonb(x)) from private.trial_targets() x),
            'recipients', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'full_name', r.full_name) order by r.on_call_rank nulls last, r.full_name), '[]')
                           from public.recipients r where r.active and r.phone is not null),
            'in_a_row', private.trials_in_a_row(false), 'simulated_in_a_row', private.trials_in_a_row(true),
            'trials', (select coalesce(jsonb_agg(private.trial_view(x) order by x.asked_at desc), '[]')
                       from (select * from public.test_calls order by asked_at desc limit least(greatest(p_limit, 1), 100)) x),
            'gap', private.gap_state(), 'comparisons', private.last_comparisons())
        from public.trial_settings s);
end $$;

-- The last comparison of each kind, with what is here alone.
create function private.last_comparisons() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(r) - 'extra_ids' || jsonb_build_object('extras',
        (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'created_at', c.created_at) order by c.created_at desc), '[]')
         from public.vapi_calls c where c.id = any (r.extra_ids))) order by r.kind desc), '[]')
    from (select distinct on (kind) * from private.reconciliations where finished_at is not null order by kind, started_at desc) r
$$;

create function public.ask_trial(p_request_id uuid, p_to text) returns jsonb
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

create function public.save_trial_settings(p_request_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    s public.trial_settings;
begin
    perform private.require_role('admin');
    v_done := private.begin_action(p_request_id, 'save_trial_settings', 'trial_settings', null, p_fields);
    if v_done is not null then return v_done; end if;
    select * into s from public.trial_settings for update;
    s := jsonb_populate_record(s, p_fields - array['only_row', 'vapi', 'vapi_at', 'line_number']);
    update public.trial_settings set daily_limit = s.daily_limit, hours = s.hours, recipient_id = s.recipient_id;
    return private.end_action(p_request_id, to_jsonb(s));
exception when check_violation or not_null_violation or invalid_text_representation or numeric_value_out_of_range then
    perform private.refuse('Vérifiez la limite par jour (de 0 à 50) et les heures.');
    return null;
end $$;

do $$
declare t regclass;
begin
    foreach t in array array['public.trial_settings', 'public.test_calls']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
        execute format('grant select on table %s to authenticated', t);
        execute format('create policy read_for_team on %s for select to authenticated using ((select private.app_role()) is not null)', t);
    end loop;
end $$;
revoke execute on all functions in schema private from public, anon;
revoke execute on function public.trials, public.ask_trial, public.save_trial_settings from public, anon;
grant execute on function public.trials, public.ask_trial, public.save_trial_settings to authenticated;
