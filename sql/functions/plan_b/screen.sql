-- Plan B as its screen and the line on every page show it.

create or replace function private.diversion_view(d private.diversions) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(d) - array['hooks_before', 'lease_until'] || jsonb_build_object(
        'asked_by_name', (select full_name from public.profiles where user_id = d.asked_by),
        'undo_asked_by_name', (select full_name from public.profiles where user_id = d.undo_asked_by),
        'trial', (select private.trial_view(t) from public.test_calls t where t.id = d.trial_id))
$$;

-- For every page: what speaks against Paul, and the diversion under way.
create or replace function private.plan_b_state() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'signs', (select coalesce(jsonb_agg(jsonb_build_object('sign', s.sign, 'since', s.since, 'n', s.n)
            order by s.since), '[]')
                  from private.paul_signs s where s.seen_at > now() - interval '5 minutes'),
        'to_name', (select t.name from private.diversion_target() t),
        'diversion', (select private.diversion_view(d) - 'trial' from private.diversions d
            where d.state in ('asked', 'on', 'ending')),
        'drift', (select to_jsonb(p) - 'only_row' from private.paul_drift p))
$$;

create or replace function public.plan_b() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return (select jsonb_build_object('now', clock_timestamp(), 'vapi', s.vapi, 'state', private.plan_b_state(),
            'target', (select to_jsonb(t) from private.diversion_target() t),
            'recipient_id', p.recipient_id,
            'recipients', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'full_name', r.full_name,
                'phone', r.phone)
                                                     order by r.on_call_rank nulls last, r.full_name), '[]')
                           from public.recipients r where r.active and r.phone is not null
                               and r.phone <> s.line_number),
            'left_today', greatest(0, s.daily_limit - private.trials_today()),
            'last', (select coalesce(jsonb_agg(private.diversion_view(d) order by d.asked_at desc), '[]')
                     from (select * from private.diversions order by asked_at desc limit 10) d),
            'last_exercise_at', (select max(d.asked_at) from private.diversions d where d.is_exercise and d.passed))
        from public.trial_settings s, private.plan_b_settings p);
end $$;
