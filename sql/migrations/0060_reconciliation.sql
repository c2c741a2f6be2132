-- Nothing missing: Vapi's own list of calls compared with ours. What was missed comes in through the inbox like any other
-- message; what is written here is when the lists were compared, and what was found.

alter table public.vapi_calls add column caught_up_at timestamptz;
comment on column public.vapi_calls.caught_up_at is 'When the call, missed or left unfinished, was fetched from Vapi''s list.';

-- The comparisons that are due: the last hours every few minutes, the fourteen days that Vapi keeps every night.
create table private.reconciliation_plan (
    kind text primary key check (kind in ('recent', 'nightly')),
    due_at timestamptz not null default now(),
    lease_until timestamptz
);
insert into private.reconciliation_plan (kind) values ('recent'), ('nightly');

create table private.reconciliations (
    id bigint generated always as identity primary key,
    kind text not null references private.reconciliation_plan (kind),
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    -- Calls that changed at Vapi since then were compared.
    since timestamptz not null,
    simulated boolean,
    requests integer,
    seen integer,
    -- Missing or unfinished here when the lists were read; of those, fetched and applied; and what is left: the gap.
    found integer,
    caught_up integer,
    gap integer,
    -- Of those caught up, the calls that the webhook should have told us of.
    missed integer,
    -- Here and not there, the newest first; at most a hundred are named.
    extra integer,
    extra_ids uuid[] not null default '{}',
    -- Why it could not be done, in one word.
    error text
);
create index reconciliations_latest on private.reconciliations (kind, started_at desc);

-- Takes one comparison that is due; null when none is. A dead worker's lease runs out by itself. The last hours reach back
-- to the last comparison that succeeded, so that nothing falls between two.
create function private.claim_reconciliation() returns jsonb
language plpgsql set search_path = ''
as $$
declare
    v_kind text;
    v_since timestamptz;
    v_id bigint;
begin
    update private.reconciliation_plan set lease_until = clock_timestamp() + interval '10 minutes'
    where kind = (select kind from private.reconciliation_plan
                  where due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                  order by due_at for update skip locked limit 1)
    returning kind into v_kind;
    if v_kind is null then return null; end if;
    select max(started_at) - interval '1 hour' into v_since from private.reconciliations where error is null and finished_at is not null;
    v_since := case v_kind when 'recent' then least(v_since, now() - interval '6 hours') end;
    insert into private.reconciliations (kind, since)
    values (v_kind, greatest(v_since, now() - interval '14 days')) returning id, since into v_id, v_since;
    return jsonb_build_object('id', v_id, 'kind', v_kind, 'since', v_since);
end $$;

create function private.next_reconciliation(p_kind text, p_error text, p_gap integer) returns timestamptz
language sql stable set search_path = ''
as $$
    -- Where nobody listens, asking again costs nobody anything.
    select case when p_error = 'away' then now() + interval '15 seconds'
        when p_error is not null then now() + interval '1 minute'
        when p_kind = 'recent' then now() + interval '3 minutes'
        when p_gap > 0 then now() + interval '15 minutes'
        else (private.local_day(now() + interval '20 hours 30 minutes') at time zone 'America/Toronto' + interval '3 hours 30 minutes')
            at time zone 'America/Toronto' end
$$;

-- Of the calls that Vapi lists, those that are missing or unfinished here. p_grace: how long their messages may still be on
-- the way, retries included. A tool of ours that nobody answered was asked while the webhook was away.
create function private.calls_to_catch_up(p_calls jsonb, p_grace interval) returns setof text
language sql stable set search_path = ''
as $$
    select x.vapi_call_id
    from jsonb_to_recordset(p_calls) as x(vapi_call_id text, created_at timestamptz, ended boolean, ended_at timestamptz)
    left join public.vapi_calls c on c.vapi_call_id = x.vapi_call_id
    where case when x.ended then x.ended_at <= clock_timestamp() - p_grace
                   and (c.reported_at is null or exists (
                        select 1 from public.call_logs g where g.call_id = c.id and g.kind = 'tool' and g.answered_at is null
                          and g.tool_name in ('enregistrer_lead', 'consulter_disponibilites', 'prendre_rendez_vous')))
               else c.id is null and x.created_at <= clock_timestamp() - p_grace end
$$;

create function private.mark_caught_up(p_vapi_call_id text) returns boolean
language sql set search_path = ''
as $$
    -- A trial's own leg never tells the webhook anything: that it is found in the list is no accident.
    update public.vapi_calls set caught_up_at = coalesce(caught_up_at, clock_timestamp())
    where vapi_call_id = p_vapi_call_id and not is_test returning true
$$;

-- What the comparison came to. Calls that never reached us are a failure of the webhook, which a person must hear of.
create function private.finish_reconciliation(p_id bigint, p_simulated boolean, p_requests integer, p_ids text[],
    p_found integer, p_caught_up integer, p_missed integer, p_error text) returns void
language plpgsql set search_path = ''
as $$
declare
    r private.reconciliations;
    v_extra uuid[] := '{}';
    v_hour text := to_char(now() at time zone 'America/Toronto', 'YYYY-MM-DD-HH24');
begin
    select * into r from private.reconciliations where id = p_id;
    if p_error is null then
        -- The demonstration's calls are known to the stand-in alone.
        select coalesce(array_agg(c.id order by c.created_at desc), '{}') into v_extra from public.vapi_calls c
        where c.created_at >= r.since and c.created_at < r.started_at - interval '2 minutes'
          and c.vapi_call_id not like 'derived:%' and c.vapi_call_id <> all (p_ids) and (p_simulated or not c.is_demo);
    end if;
    update private.reconciliations set finished_at = clock_timestamp(), simulated = p_simulated, requests = p_requests,
        seen = cardinality(p_ids), found = p_found, caught_up = p_caught_up, gap = p_found - p_caught_up, missed = p_missed,
        extra = cardinality(v_extra), extra_ids = v_extra[1:100], error = p_error
    where id = p_id;
    update private.reconciliation_plan set lease_until = null,
        due_at = private.next_reconciliation(kind, p_error, p_found - p_caught_up)
    where kind = r.kind;
    if p_missed > 0 then
        perform private.raise_alert('no_webhook', 'caught_up:' || v_hour, null, null, p_missed
            || case when p_missed = 1 then ' appel ne nous était pas parvenu: retrouvé chez Vapi et appliqué'
                    else ' appels ne nous étaient pas parvenus: retrouvés chez Vapi et appliqués' end, false, p_simulated);
    end if;
    delete from private.reconciliations where started_at < now() - interval '30 days';
end $$;

-- The gap as it was last measured, and when; null when nothing was ever compared.
create function private.gap_state() returns jsonb
language sql stable set search_path = ''
as $$
    with latest as (select distinct on (r.kind) r.* from private.reconciliations r
                    where r.error is null and r.finished_at is not null order by r.kind, r.started_at desc),
         tried as (select r.* from private.reconciliations r where r.finished_at is not null order by r.started_at desc limit 1)
    select jsonb_build_object('at', max(l.finished_at), 'gap', max(l.gap),
        'extra', max(l.extra), 'simulated', bool_or(l.simulated),
        'missed', (select coalesce(sum(r.missed), 0) from private.reconciliations r where r.started_at > now() - interval '24 hours'),
        'tried_at', (select finished_at from tried), 'error', (select error from tried))
    from latest l having count(*) > 0 or exists (select 1 from tried)
$$;

alter function public.status_line set schema private;
alter function private.status_line rename to status_without_gap;
create function public.status_line() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'staff', 'admin');
    -- A call fetched from Vapi's list is no sign of life from the webhook.
    return private.status_without_gap() || jsonb_build_object('gap', private.gap_state(),
        'last_message_at', (select received_at from private.inbox where via <> 'reconciliation' order by id desc limit 1));
end $$;

-- Compares now; the worker does it.
create function public.compare_with_vapi(p_request_id uuid) returns jsonb
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

do $$
declare t regclass;
begin
    foreach t in array array['private.reconciliation_plan', 'private.reconciliations']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
    end loop;
end $$;
revoke execute on all functions in schema private from public, anon;
revoke execute on function private.status_without_gap from authenticated;
revoke execute on function public.status_line, public.compare_with_vapi from public, anon;
grant execute on function public.status_line, public.compare_with_vapi to authenticated;
