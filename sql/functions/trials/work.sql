-- What the worker does to a trial: claim it, dial once, watch it, end it.
create or replace function private.trial_case(p_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', clock_timestamp(), 'trial', to_jsonb(t),
        'allowed', exists (select 1 from private.trial_targets() x where x.phone = t.to_number),
        'alert', (select jsonb_build_object('handed_over_at', min(a.handed_over_at),
            'delivered_at', min(a.delivered_at),
                      'answer', (array_agg(a.provider_answer order by a.at desc))[1],
                      'ended', bool_and(a.state in ('failed', 'delivered')))
                  from public.alert_attempts a where a.alert_id = t.alert_id))
    from public.test_calls t where t.id = p_id
$$;

create or replace function private.claim_trial() returns jsonb
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
create or replace function private.dial_trial(p_id uuid, p_simulated boolean, p_from_number text) returns boolean
language sql set search_path = ''
as $$
    update public.test_calls set state = 'dialling', simulated = p_simulated, from_number = p_from_number,
        dialling_at = clock_timestamp()
    where id = p_id and state = 'asked' returning true
$$;

create or replace function private.note_placed(p_id uuid, p_vapi_call_id text) returns void
language plpgsql set search_path = ''
as $$
declare c public.vapi_calls;
begin
    update public.test_calls set state = 'under_way', placed_at = coalesce(placed_at, clock_timestamp()),
        vapi_call_id = p_vapi_call_id
    where id = p_id and state = 'dialling';
    -- Its first message may have come before Vapi's answer.
    for c in select * from public.vapi_calls where vapi_call_id = p_vapi_call_id and status <> 'queued' loop
        perform private.meet_trial(c);
    end loop;
end $$;

create or replace function private.note_look(p_id uuid, p_answered_at timestamptz) returns void
language sql set search_path = ''
as $$
    update public.test_calls set looked_at = clock_timestamp(), answered_at = coalesce(answered_at, p_answered_at)
    where id = p_id and state in ('dialling', 'under_way')
$$;

create or replace function private.release_trial(p_id uuid, p_due_at timestamptz, p_seen_due_at timestamptz)
    returns void
language sql set search_path = ''
as $$
    -- Something came meanwhile and made it due: that is not undone.
    update public.test_calls set lease_until = null,
        due_at = case when due_at is distinct from p_seen_due_at then due_at else p_due_at end
    where id = p_id and state in ('asked', 'dialling', 'under_way')
$$;

-- p_step null: it passed. Two in a row that failed are no accident any more.
create or replace function private.end_trial(p_id uuid, p_step text, p_reason text, p_simulated boolean) returns void
language plpgsql set search_path = ''
as $$
declare t public.test_calls;
begin
    update public.test_calls set state = case when p_step is null then 'passed' else 'failed' end, failed_step = p_step,
        failed_reason = p_reason, simulated = coalesce(simulated, p_simulated), ended_at = clock_timestamp(),
        due_at = null, lease_until = null
    where id = p_id and state in ('asked', 'dialling', 'under_way') returning * into t;
    if not found or p_step is null or t.diverted then return; end if;
    if (select o.state from public.test_calls o where o.id <> t.id and o.state in ('passed', 'failed')
        and not o.diverted
        and o.simulated is not distinct from t.simulated order by o.asked_at desc limit 1) = 'failed' then
        perform private.raise_alert('paul_trouble', 'trials:' || t.id, null, t.call_id, 'trials', false,
            coalesce(t.simulated, false));
    end if;
end $$;

-- The last so many of one kind in a row: of the real ones, ten are what "Paul validé" means. A trial that rings at a
-- person's proves nothing about Paul, neither good nor bad.
create or replace function private.trials_in_a_row(p_simulated boolean) returns bigint
language sql stable set search_path = ''
as $$
    select count(*) from public.test_calls t
    where t.is_whole and not t.diverted and t.simulated = p_simulated and t.state = 'passed'
      -- Of today's line: what another one answered proves nothing of it.
      and t.to_number = (select s.line_number from public.trial_settings s)
      and t.asked_at > coalesce((select max(f.asked_at) from public.test_calls f
                                 where f.is_whole and not f.diverted and f.simulated = p_simulated
                                     and f.state = 'failed'), '-infinity')
$$;
