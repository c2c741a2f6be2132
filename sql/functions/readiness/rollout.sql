-- How far the line is open: a stage at a time, so many real calls a day.

create or replace function private.real_calls(p_from timestamptz, p_to timestamptz) returns bigint
language sql stable set search_path = ''
as $$
    select count(*) from public.vapi_calls c
    where c.created_at >= p_from and c.created_at < p_to and private.counts_as_business(c) and not c.is_demo
$$;

create or replace function private.rollout_now() returns table (stage smallint, since timestamptz)
language sql stable set search_path = ''
as $$
    select coalesce(m.stage, 0::smallint), m.at from (values (1)) one
    left join lateral (select x.stage, x.at from public.rollout_moves x order by x.id desc limit 1) m on true
$$;

-- Whole days since the stage began that brought as many calls as it is for, and no more.
create or replace function private.days_at_stage(p_stage integer, p_since timestamptz) returns bigint
language sql stable set search_path = ''
as $$
    select count(*) from private.rollout_stages s
    cross join generate_series(greatest(private.local_day(p_since),
        private.local_day(now()) - interval '60 days') at time zone 'America/Toronto',
                               (private.local_day(now()) at time zone 'America/Toronto') - interval '1 day',
                               interval '1 day') d
    cross join lateral private.real_calls(greatest(d at time zone 'America/Toronto', p_since),
        (d + interval '1 day') at time zone 'America/Toronto') n
    where s.stage = p_stage and n between s.least_calls and s.most_calls
$$;

create or replace function private.rollout() returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_now record;
    s private.rollout_stages;
    v_calls bigint := private.real_calls(private.local_day(now()), now() + interval '1 minute');
    v_days bigint;
    v_next integer;
    v_lacking text[] := '{}';
begin
    select * into v_now from private.rollout_now();
    select * into s from private.rollout_stages where stage = v_now.stage;
    v_days := case when v_now.stage > 0 then private.days_at_stage(v_now.stage, v_now.since) end;
    select min(stage) into v_next from private.rollout_stages where stage > v_now.stage;
    if v_next is not null then
        select coalesce(array_agg(g.gate order by g.rank), '{}') into v_lacking from private.gates(v_next) g
            where not g.holds;
    end if;
    return jsonb_build_object('stage', v_now.stage, 'since', v_now.since, 'days_done', v_days, 'calls_today', v_calls,
        -- Before the line is open every real call is one too many.
        'most_today', coalesce(s.most_calls, 0), 'exceeded', v_calls > coalesce(s.most_calls, 0), 'next', v_next,
        'lacking', v_lacking,
        'may_move_up', v_next is not null and v_lacking = '{}' and coalesce(v_days >= s.days, v_now.stage = 0),
        'stages', (select jsonb_agg(to_jsonb(x) order by x.stage) from private.rollout_stages x),
        'moves', (select coalesce(jsonb_agg(jsonb_build_object('at', m.at, 'stage', m.stage, 'by', p.full_name)
            order by m.id desc), '[]')
                  from (select * from public.rollout_moves order by id desc limit 10) m left join public.profiles p
                      on p.user_id = m.moved_by));
end $$;

-- One stage up when everything holds there and this one has lasted; down at any time, as far as one likes.
create or replace function public.move_stage(p_request_id uuid, p_stage integer) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_now jsonb;
    v_stage integer;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'move_stage', 'rollout', p_stage::text);
    if v_done is not null then return v_done; end if;
    -- Two people at once: the second sees what the first did.
    lock table public.rollout_moves in share row exclusive mode;
    v_now := private.rollout();
    v_stage := (v_now ->> 'stage')::integer;
    if p_stage is null or p_stage < 0 or p_stage = v_stage then
        perform private.refuse('stage_unchanged');
    end if;
    if p_stage > v_stage then
        if p_stage is distinct from (v_now ->> 'next')::integer then
            perform private.refuse('one_stage_at_a_time');
        end if;
        if not (v_now ->> 'may_move_up')::boolean then perform private.refuse('stage_not_ready'); end if;
    end if;
    insert into public.rollout_moves (stage, moved_by) values (p_stage, auth.uid());
    return private.end_action(p_request_id, jsonb_build_object('from', v_stage, 'to', p_stage));
end $$;
