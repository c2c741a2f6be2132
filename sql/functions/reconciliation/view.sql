-- The gap as it was last measured, and when; null when nothing was ever compared.
create or replace function private.gap_state() returns jsonb
language sql stable set search_path = ''
as $$
    with latest as (select distinct on (r.kind) r.* from private.reconciliations r
                    where r.error is null and r.finished_at is not null order by r.kind, r.started_at desc),
         tried as (select r.* from private.reconciliations r where r.finished_at is not null
             order by r.started_at desc limit 1)
    select jsonb_build_object('at', max(l.finished_at), 'gap', max(l.gap),
        'extra', max(l.extra), 'simulated', bool_or(l.simulated),
        'missed', (select coalesce(sum(r.missed), 0) from private.reconciliations r
            where r.started_at > now() - interval '24 hours'),
        'tried_at', (select finished_at from tried), 'error', (select error from tried))
    from latest l having count(*) > 0 or exists (select 1 from tried)
$$;

-- The last comparison of each kind, with what is here alone.
create or replace function private.last_comparisons() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(r) - 'extra_ids' || jsonb_build_object('extras',
        (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'created_at', c.created_at)
            order by c.created_at desc), '[]')
         from public.vapi_calls c where c.id = any (r.extra_ids))) order by r.kind desc), '[]')
    from (select distinct on (kind) * from private.reconciliations where finished_at is not null order by kind,
        started_at desc) r
$$;

-- Compares now; the worker does it.
create or replace function public.compare_with_vapi(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('staff', 'admin');
    v_done := private.begin_action(p_request_id, 'compare_with_vapi', 'reconciliation', null);
    if v_done is not null then return v_done; end if;
    update private.reconciliation_plan set due_at = clock_timestamp() where due_at > clock_timestamp();
    perform pg_notify('drain_work', 'vapi');
    return private.end_action(p_request_id, jsonb_build_object('asked', true));
end $$;
