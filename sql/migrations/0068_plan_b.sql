-- Plan B: when Paul fails, his line is set to ring at a person's, and put back. Asked for here; done by the worker, who
-- believes nothing that Vapi has not read back.

create table private.plan_b_settings (
    only_row boolean primary key default true check (only_row),
    -- Where the line is diverted to; nobody named, or no longer listed: the first on call.
    recipient_id uuid
);
insert into private.plan_b_settings default values;

create table private.diversions (
    id uuid primary key default gen_random_uuid(),
    -- An exercise dials a trial meanwhile, and puts the line back by itself.
    is_exercise boolean not null default false,
    asked_at timestamptz not null default clock_timestamp(),
    asked_by uuid references public.profiles (user_id) on delete set null,
    to_number text not null check (private.is_e164(to_number)),
    to_name text not null,
    -- on: read back from Vapi; ending: to be put back; off: read back again. failed: it was never set.
    state text not null default 'asked' check (state in ('asked', 'on', 'ending', 'off', 'failed')),
    simulated boolean,
    -- The line's own hooks as they were, to be put back.
    hooks_before jsonb,
    on_at timestamptz,
    undo_asked_at timestamptz,
    undo_asked_by uuid references public.profiles (user_id) on delete set null,
    off_at timestamptz,
    -- What Vapi last said when it was asked, and when: whether the line is diverted to that number.
    checked_at timestamptz,
    is_diverted boolean,
    -- Of the last request that failed, in one word; null once one succeeded.
    error text,
    tries integer not null default 0,
    trial_id uuid references public.test_calls (id) on delete set null,
    passed boolean,
    verdict text,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    constraint only_exercises_are_judged check (is_exercise or passed is null)
);
create unique index diversions_one_at_a_time on private.diversions ((true)) where state in ('asked', 'on', 'ending');
create index diversions_newest on private.diversions (asked_at desc);

alter table public.test_calls add column diverted boolean not null default false;
comment on column public.test_calls.diverted is 'Dialled while the line was diverted, for an exercise: a person picks up, not Paul.';

-- Only a phone that alerts are written to may be rung: who is named, else the first on call.
create function private.diversion_target() returns table (phone text, name text, recipient_id uuid)
language sql stable set search_path = ''
as $$
    select r.phone, r.full_name, r.id from public.recipients r, private.plan_b_settings s
    where r.active and r.phone is not null and (r.id = s.recipient_id or r.on_call_rank is not null)
      and r.phone <> (select line_number from public.trial_settings)
    order by r.id = s.recipient_id desc nulls last, r.on_call_rank limit 1
$$;

create function private.diversion_case(p_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', clock_timestamp(), 'diversion', to_jsonb(d),
        'trial', (select jsonb_build_object('state', t.state, 'failed_step', t.failed_step, 'failed_reason', t.failed_reason,
                      'ended_at', t.ended_at,
                      'paul_spoke', exists (select 1 from public.call_logs g where g.call_id = t.call_id and g.kind = 'said'
                                            and g.speaker = 'paul'))
                  from public.test_calls t where t.id = d.trial_id))
    from private.diversions d where d.id = p_id
$$;

create function private.claim_diversion() returns jsonb
language sql set search_path = ''
as $$
    with claimed as (
        update private.diversions set lease_until = clock_timestamp() + interval '100 seconds'
        where id = (select id from private.diversions
                    where state in ('asked', 'on', 'ending') and due_at <= clock_timestamp()
                      and (lease_until is null or lease_until < clock_timestamp())
                    order by due_at for update skip locked limit 1)
        returning id)
    select private.diversion_case(id) from claimed
$$;

-- Kept before the line is touched; what was kept first stays.
create function private.keep_hooks(p_id uuid, p_hooks jsonb, p_simulated boolean) returns void
language sql set search_path = ''
as $$
    update private.diversions set hooks_before = coalesce(hooks_before, p_hooks), simulated = p_simulated where id = p_id
$$;

-- What Vapi read back. An undo that was asked for meanwhile is not lost: a diversion only goes on.
create function private.note_line(p_id uuid, p_is_diverted boolean, p_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    update private.diversions set is_diverted = p_is_diverted, checked_at = clock_timestamp(), error = null, tries = 0, lease_until = null,
        state = case when state = 'asked' and p_is_diverted then 'on' when state = 'ending' and not p_is_diverted then 'off' else state end,
        on_at = case when state = 'asked' and p_is_diverted then clock_timestamp() else on_at end,
        off_at = case when state = 'ending' and not p_is_diverted then clock_timestamp() else off_at end,
        due_at = case when state = 'ending' and not p_is_diverted then null
                      -- It may have been asked to be put back while this was being found out.
                      when state = 'ending' then least(p_due_at, clock_timestamp() + interval '2 seconds')
                      else p_due_at end
    where id = p_id and state in ('asked', 'on', 'ending')
$$;

create function private.diversion_went_wrong(p_id uuid, p_error text, p_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    update private.diversions set error = p_error, tries = tries + 1, lease_until = null,
        state = case when state = 'asked' and p_due_at is null then 'failed' else state end,
        due_at = case when state = 'asked' and p_due_at is null then null else coalesce(p_due_at, clock_timestamp() + interval '1 minute') end
    where id = p_id and state in ('asked', 'on', 'ending')
$$;

-- The exercise's trial, asked for in the name of whoever asked for the exercise; a refusal in words is its verdict.
create function private.dial_exercise(p_id uuid) returns void
language plpgsql set search_path = ''
as $$
declare
    d private.diversions;
    v_trial uuid;
begin
    select * into d from private.diversions where id = p_id and state = 'on' and trial_id is null for update;
    if not found then return; end if;
    v_trial := private.new_trial((select line_number from public.trial_settings), d.asked_by, null);
    -- In the same transaction: nobody dials it as an ordinary trial.
    update public.test_calls set diverted = true where id = v_trial;
    update private.diversions set trial_id = v_trial, lease_until = null, due_at = clock_timestamp() + interval '1 second' where id = p_id;
exception when sqlstate 'DF422' then
    perform private.judge_exercise(p_id, false, sqlerrm);
end $$;

-- Over, one way or the other: the line is put back.
create function private.judge_exercise(p_id uuid, p_passed boolean, p_verdict text) returns void
language sql set search_path = ''
as $$
    update private.diversions set passed = p_passed, verdict = p_verdict, state = 'ending', lease_until = null, due_at = clock_timestamp()
    where id = p_id and is_exercise and passed is null and state in ('asked', 'on')
$$;

create function private.release_diversion(p_id uuid, p_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    update private.diversions set lease_until = null, due_at = case when state = 'ending' then clock_timestamp() else p_due_at end
    where id = p_id and state in ('asked', 'on', 'ending')
$$;

-- A trial that rings at a person's proves nothing about Paul, neither good nor bad.
create or replace function private.trials_in_a_row(p_simulated boolean) returns bigint
language sql stable set search_path = ''
as $$
    select count(*) from public.test_calls t
    where t.is_whole and not t.diverted and t.simulated = p_simulated and t.state = 'passed'
      and t.asked_at > coalesce((select max(f.asked_at) from public.test_calls f
                                 where f.is_whole and not f.diverted and f.simulated = p_simulated and f.state = 'failed'), '-infinity')
$$;

create or replace function private.end_trial(p_id uuid, p_step text, p_reason text, p_simulated boolean) returns void
language plpgsql set search_path = ''
as $$
declare t public.test_calls;
begin
    update public.test_calls set state = case when p_step is null then 'passed' else 'failed' end, failed_step = p_step,
        failed_reason = p_reason, simulated = coalesce(simulated, p_simulated), ended_at = clock_timestamp(), due_at = null,
        lease_until = null
    where id = p_id and state in ('asked', 'dialling', 'under_way') returning * into t;
    if not found or p_step is null or t.diverted then return; end if;
    if (select o.state from public.test_calls o where o.id <> t.id and o.state in ('passed', 'failed') and not o.diverted
        and o.simulated is not distinct from t.simulated order by o.asked_at desc limit 1) = 'failed' then
        perform private.raise_alert('paul_trouble', 'trials:' || t.id, null, t.call_id, 'trials', false, coalesce(t.simulated, false));
    end if;
end $$;

-- Of a diverted trial, the line's own call tells only that it came: who picked up is told by the leg that was dialled.
create or replace function private.meet_trial(c public.vapi_calls) returns void
language plpgsql security definer set search_path = ''
as $$
declare
    t public.test_calls;
    v_answered timestamptz;
begin
    select * into t from public.test_calls x
    where x.state in ('dialling', 'under_way')
      and case when x.is_whole then x.from_number = c.caller_number and coalesce(c.type, 'inboundPhoneCall') = 'inboundPhoneCall'
                    and c.created_at >= x.dialling_at - interval '1 minute'
               else x.vapi_call_id = c.vapi_call_id end
    for no key update;
    if not found or t.call_id <> c.id then return; end if;
    v_answered := coalesce(t.answered_at, case when not t.diverted then coalesce(c.started_at,
        case when c.status in ('in-progress', 'forwarding') then clock_timestamp() end) end);
    if t.call_id is not null and (v_answered is null or t.diverted or t.alert_id is not null) then return; end if;
    update public.test_calls set call_id = c.id, stored_at = coalesce(stored_at, clock_timestamp()),
        answered_at = v_answered, due_at = clock_timestamp(),
        webhook_at = coalesce(webhook_at, (select min(i.received_at) from private.inbox i
            where i.received_at > t.asked_at - interval '1 minute' and i.vapi_call_id = c.vapi_call_id and i.via <> 'reconciliation')),
        alert_id = coalesce(alert_id, case when v_answered is not null and not t.diverted
                                           then private.raise_trial_alert(t.id, t.asked_by, t.simulated, c.id) end)
    where id = t.id;
    perform pg_notify('drain_work', 'trials');
end $$;
