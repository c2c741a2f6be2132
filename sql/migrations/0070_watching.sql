-- What watches the system: a reading a minute of each probe, the check-ins of the jobs that come by themselves, and
-- whether Sentry takes what each program sends. Without personal data: figures, states and codes.

create table public.probe_readings (
    id bigint generated always as identity primary key,
    probe text not null,
    at timestamptz not null default clock_timestamp(),
    -- In the probe's own unit; null: it could not be measured.
    value double precision,
    ok boolean not null,
    -- A code, or an HTTP status.
    detail text check (length(detail) <= 200)
);
create index probe_readings_latest on public.probe_readings (probe, at desc);
create index probe_readings_age on public.probe_readings using brin (at);

create table public.check_ins (
    id bigint generated always as identity primary key,
    job text not null check (job in ('worker', 'backup', 'proof', 'digest', 'reconciliation', 'probes')),
    at timestamptz not null default clock_timestamp(),
    ok boolean not null,
    detail text check (length(detail) <= 200)
);
create index check_ins_latest on public.check_ins (job, at desc);

create table public.sentry_events (
    id bigint generated always as identity primary key,
    program text not null check (program in ('webhook', 'worker', 'console')),
    at timestamptz not null default clock_timestamp(),
    -- Sentry answered 200 to the very envelope.
    accepted boolean not null,
    event_id text check (event_id ~ '^[0-9a-f]{32}$'),
    detail text check (length(detail) <= 200),
    check (not accepted or event_id is not null)
);
create index sentry_events_latest on public.sentry_events (program, at desc);

-- One worker at a time probes; and when a test event was last asked for.
create table private.watch_lease (
    only_row boolean primary key default true check (only_row),
    holder text,
    lease_until timestamptz,
    round_at timestamptz,
    sentry_asked_at timestamptz
);

do $$
declare t text;
begin
    foreach t in array array['probe_readings', 'check_ins', 'sentry_events'] loop
        execute format('alter table public.%I enable row level security', t);
        execute format('revoke all on table public.%I from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table public.%I to service_role', t);
        execute format('grant select on table public.%I to authenticated', t);
        execute format('create policy read_for_keepers on public.%I for select to authenticated '
                       'using ((select private.app_role()) in (''owner'', ''admin''))', t);
    end loop;
end $$;
alter table private.watch_lease enable row level security;
revoke all on table private.watch_lease from public, anon, authenticated, service_role;
grant select, insert, update, delete on table private.watch_lease to service_role;

-- True for the one worker that is to probe now. Its lease outlives a round, so that the others leave it alone; when it
-- dies, another takes over within two minutes.
create function private.claim_round(p_holder text) returns boolean
language sql set search_path = ''
as $$
    with claimed as (
        insert into private.watch_lease as l (holder, lease_until, round_at)
        values (p_holder, now() + interval '100 seconds', now())
        on conflict (only_row) do update set holder = excluded.holder, lease_until = excluded.lease_until, round_at = now()
        where (l.holder = p_holder or l.lease_until is null or l.lease_until < now())
          and (l.round_at is null or l.round_at < now() - interval '57 seconds')
        returning 1)
    select exists (select 1 from claimed)
$$;

-- Keeps a round: an array of {probe, at, value, ok, detail}. The older names are kept for those who read them.
create function private.note_readings(p_readings jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.probe_readings (probe, at, value, ok, detail)
    select r.probe, r.at, r.value, r.ok, left(r.detail, 200)
    from jsonb_to_recordset(p_readings) as r (probe text, at timestamptz, value double precision, ok boolean, detail text);
    insert into private.probes (name, at, ok, value, detail)
    select case r.probe when 'database' then 'database_ms' when 'webhook' then 'webhook_ms' else r.probe end,
        r.at, r.ok, r.value, r.detail
    from jsonb_to_recordset(p_readings) as r (probe text, at timestamptz, value double precision, ok boolean, detail text)
    where r.probe in ('database', 'webhook', 'journal_length', 'journal_oldest_s') and r.detail is distinct from 'not_set';
end $$;

-- What the database knows of those who work: seconds since a worker spoke, and how long the oldest due thing waits.
create function private.watch_facts() returns jsonb
language sql stable set search_path = ''
as $$
    with o as (
        select (select max(at) from private.heartbeats where program = 'worker') as worker,
            (select min(due_at) from private.inbox where applied_at is null) as inbox,
            (select min(due_at) from public.alerts where state in ('waiting', 'sending') and due_at is not null) as alerts,
            (select min(d.due_at) from (
                select due_at from public.backups where state = 'asked'
                union all select due_at from public.backup_proofs where state = 'asked') d) as backups,
            (select min(asked_at) from public.test_calls where state = 'asked') as trials)
    select jsonb_build_object('clock', extract(epoch from clock_timestamp()),
        'worker', extract(epoch from clock_timestamp() - o.worker),
        'queue_inbox', greatest(0, coalesce(extract(epoch from clock_timestamp() - o.inbox), 0)),
        'queue_alerts', greatest(0, coalesce(extract(epoch from clock_timestamp() - o.alerts), 0)),
        'queue_backups', greatest(0, coalesce(extract(epoch from clock_timestamp() - o.backups), 0)),
        'queue_trials', greatest(0, coalesce(extract(epoch from clock_timestamp() - o.trials), 0)))
    from o
$$;
