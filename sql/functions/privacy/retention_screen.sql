-- The rules, what tonight will take away, and what the last nights did.
create or replace function public.retention() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare v_at timestamptz := (select due_at from private.purge_plan);
begin
    perform private.require_role('owner', 'admin');
    return jsonb_build_object('now', clock_timestamp(), 'next_at', v_at,
        'rules', (select jsonb_agg(jsonb_build_object('what', r.what, 'keep_days', r.keep_days,
            'least_days', r.least_days, 'enabled', r.enabled,
                'next', (select jsonb_build_object('count', count(*), 'oldest', min(p.since))
                         from (select * from private.purgeable(r.what, greatest(v_at, now())) limit 100000) p))
                             order by r.rank)
            from public.retention_rules r),
        'runs', (select coalesce(jsonb_agg(to_jsonb(x) - 'asked_by' order by x.started_at desc), '[]')
            from (select * from public.purge_runs order by started_at desc limit 30) x));
end $$;

create or replace function public.save_retention(p_request_id uuid, p_what text, p_keep_days integer,
    p_enabled boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_retention', 'retention', p_what,
                                   jsonb_build_object('days', p_keep_days, 'enabled', p_enabled));
    if v_done is not null then return v_done; end if;
    update public.retention_rules set keep_days = p_keep_days, enabled = p_enabled where what = p_what;
    if not found then perform private.refuse('unknown_retention_rule'); end if;
    return private.end_action(p_request_id, jsonb_build_object('what', p_what));
exception when check_violation or not_null_violation then
    perform private.refuse('retention_out_of_range', jsonb_build_object('least_days',
        (select least_days from public.retention_rules where what = p_what)));
    return null;
end $$;

create or replace function public.purge_now(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'purge', 'purge', null);
    if v_done is not null then return v_done; end if;
    update private.purge_plan set due_at = clock_timestamp() where due_at > clock_timestamp();
    insert into public.purge_runs (asked_by) select auth.uid()
        where not exists (select 1 from public.purge_runs where finished_at is null);
    perform pg_notify('drain_work', 'privacy');
    return private.end_action(p_request_id, '{"asked": true}');
end $$;

-- What the readiness gate "Loi 25" stands on.
create or replace function private.privacy_facts() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'officer', s.officer_name is not null and coalesce(s.officer_email, s.officer_phone) is not null,
        'purged_at', (select max(finished_at) from public.purge_runs where error is null),
        'rules_off', (select count(*) from public.retention_rules where not enabled),
        'notice', private.notice_share(30) - 'without',
        'overdue', (select count(*) from public.privacy_requests where state <> 'closed'
            and due_on < (now() at time zone 'America/Toronto')::date),
        'incidents', (select count(*) from public.incidents),
        'agreements_missing', (select count(*) from public.providers where in_use and is_outside_quebec
            and (agreement_on is null or assessment_on is null)))
    from public.privacy_settings s
$$;

-- The headline of the screen.
create or replace function public.privacy_overview() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return private.privacy_facts() || (
        select jsonb_build_object('now', clock_timestamp(), 'open', count(*), 'next_due_on', min(due_on),
            'days_left', min(due_on) - (now() at time zone 'America/Toronto')::date,
            'officer_name', (select officer_name from public.privacy_settings))
        from public.privacy_requests where state <> 'closed');
end $$;
