-- Only a phone that alerts are written to may be rung: who is named, else the first on call.
create or replace function private.diversion_target() returns table (phone text, name text, recipient_id uuid)
language sql stable set search_path = ''
as $$
    select r.phone, r.full_name, r.id from public.recipients r, private.plan_b_settings s
    where r.active and r.phone is not null and (r.id = s.recipient_id or r.on_call_rank is not null)
      and r.phone <> (select line_number from public.trial_settings)
    order by r.id = s.recipient_id desc nulls last, r.on_call_rank limit 1
$$;

create or replace function private.diversion_case(p_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('now', clock_timestamp(), 'diversion', to_jsonb(d),
        'trial', (select jsonb_build_object('state', t.state, 'failed_step', t.failed_step,
            'failed_reason', t.failed_reason,
                      'ended_at', t.ended_at,
                      'paul_spoke', exists (select 1 from public.call_logs g where g.call_id = t.call_id
                          and g.kind = 'said'
                                            and g.speaker = 'paul'))
                  from public.test_calls t where t.id = d.trial_id))
    from private.diversions d where d.id = p_id
$$;

create or replace function private.claim_diversion() returns jsonb
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
create or replace function private.keep_hooks(p_id uuid, p_hooks jsonb, p_simulated boolean) returns void
language sql set search_path = ''
as $$
    update private.diversions set hooks_before = coalesce(hooks_before, p_hooks), simulated = p_simulated
        where id = p_id
$$;

-- What Vapi read back. An undo that was asked for meanwhile is not lost: a diversion only goes on.
create or replace function private.note_line(p_id uuid, p_is_diverted boolean, p_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    update private.diversions set is_diverted = p_is_diverted, checked_at = clock_timestamp(), error = null, tries = 0,
        lease_until = null,
        state = case when state = 'asked' and p_is_diverted then 'on' when state = 'ending' and not p_is_diverted
            then 'off' else state end,
        on_at = case when state = 'asked' and p_is_diverted then clock_timestamp() else on_at end,
        off_at = case when state = 'ending' and not p_is_diverted then clock_timestamp() else off_at end,
        due_at = case when state = 'ending' and not p_is_diverted then null
                      -- It may have been asked to be put back while this was being found out.
                      when state = 'ending' then least(p_due_at, clock_timestamp() + interval '2 seconds')
                      else p_due_at end
    where id = p_id and state in ('asked', 'on', 'ending')
$$;

create or replace function private.diversion_went_wrong(p_id uuid, p_error text, p_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    update private.diversions set error = p_error, tries = tries + 1, lease_until = null,
        state = case when state = 'asked' and p_due_at is null then 'failed' else state end,
        due_at = case when state = 'asked' and p_due_at is null then null
            else coalesce(p_due_at, clock_timestamp() + interval '1 minute') end
    where id = p_id and state in ('asked', 'on', 'ending')
$$;

create or replace function private.release_diversion(p_id uuid, p_due_at timestamptz) returns void
language sql set search_path = ''
as $$
    update private.diversions set lease_until = null, due_at = case when state = 'ending' then clock_timestamp()
        else p_due_at end
    where id = p_id and state in ('asked', 'on', 'ending')
$$;
