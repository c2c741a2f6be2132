-- What was measured, when, and how long that says anything. Rows are only ever added: a gate is green because of one, and
-- nobody can tick it by hand.

create table public.evidence (
    id bigint generated always as identity primary key,
    gate text not null,
    -- Which of the gate's measurements.
    code text not null,
    measured_at timestamptz not null,
    valid_for interval not null check (valid_for > interval '0'),
    -- Out of how many: objects tried, tests run, files read.
    n bigint,
    value double precision,
    -- Null: it was tried and could not be measured.
    ok boolean,
    -- How it was measured, in one word that the screen has words for.
    method text not null,
    -- The version that it was measured on.
    release text,
    -- Without personal data and without a secret.
    detail jsonb not null default '{}',
    noted_at timestamptz not null default clock_timestamp()
);
create index evidence_newest on public.evidence (gate, code, id desc);

create function private.keep_measured() returns trigger language plpgsql set search_path = ''
as $$ begin raise exception 'evidence is append-only'; end $$;
create trigger evidence_kept before update or delete on public.evidence for each row execute function private.keep_measured();
create trigger evidence_no_truncate before truncate on public.evidence for each statement execute function private.keep_measured();

create function private.newest_evidence(p_gate text, p_code text) returns public.evidence
language sql stable set search_path = ''
as $$ select e from public.evidence e where e.gate = p_gate and e.code = p_code order by e.id desc limit 1 $$;

-- One more row, unless it would only repeat the newest one: what is read again every hour is kept once a day.
create function private.note_evidence(p_gate text, p_code text, p_measured_at timestamptz, p_valid_for interval, p_n bigint,
    p_value double precision, p_ok boolean, p_method text, p_release text, p_detail jsonb) returns boolean
language plpgsql set search_path = ''
as $$
declare e public.evidence := private.newest_evidence(p_gate, p_code);
begin
    if (e.ok, e.method, e.release, e.detail, e.n) is not distinct from (p_ok, p_method, p_release, p_detail, p_n)
        and e.id is not null and p_measured_at - e.measured_at < interval '1 day' then
        return false;
    end if;
    insert into public.evidence (gate, code, measured_at, valid_for, n, value, ok, method, release, detail)
    values (p_gate, p_code, p_measured_at, p_valid_for, p_n, p_value, p_ok, p_method, p_release, p_detail);
    return true;
end $$;

-- Secrets are known by a salted fingerprint, never by their value: enough to see how long the same one has been in use.
create table private.secret_salt (
    only_row boolean primary key default true check (only_row),
    salt text not null default translate(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
);
insert into private.secret_salt default values;

create table private.secret_sightings (
    program text not null,
    setting text not null,
    fingerprint text not null,
    first_seen_at timestamptz not null default clock_timestamp(),
    last_seen_at timestamptz not null default clock_timestamp(),
    -- Why it would not do in production: too_short, demonstration; null: nothing against it.
    weakness text,
    primary key (program, setting, fingerprint)
);

create table private.secret_limits (
    setting text primary key,
    days integer not null check (days > 0)
);
-- The old secret serves beside the new one only while the change is made.
insert into private.secret_limits (setting, days) values ('VAPI_WEBHOOK_SECRET', 180), ('VAPI_WEBHOOK_SECRET_PREVIOUS', 7),
    ('VAPI_API_KEY', 180), ('BREVO_API_KEY', 180), ('BREVO_WEBHOOK_TOKEN', 180), ('SUPABASE_DB_URL', 180),
    ('SUPABASE_SECRET_KEY', 180), ('SUPABASE_PUBLISHABLE_KEY', 365), ('BACKUP_S3_SECRET', 180), ('SENTRY_DSN', 365);

create function private.note_secrets(p_program text, p_seen jsonb) returns void
language sql set search_path = ''
as $$
    insert into private.secret_sightings as s (program, setting, fingerprint, weakness)
    select p_program, x.setting, x.fingerprint, x.weakness
    from jsonb_to_recordset(p_seen) as x(setting text, fingerprint text, weakness text)
    on conflict (program, setting, fingerprint) do update set last_seen_at = clock_timestamp(), weakness = excluded.weakness
$$;

-- What is tried from time to time, or when somebody asks; a dead worker's lease runs out by itself.
create table private.measurements (
    code text primary key,
    every interval not null,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    asked_at timestamptz
);
insert into private.measurements (code, every) values ('anonymous', '1 day');

create function private.claim_measurement() returns text
language sql set search_path = ''
as $$
    update private.measurements set lease_until = clock_timestamp() + interval '5 minutes'
    where code = (select code from private.measurements
                  where due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                  order by due_at for update skip locked limit 1)
    returning code
$$;

create function private.finish_measurement(p_code text, p_done boolean) returns void
language sql set search_path = ''
as $$
    -- Asked for again while it was being measured: what was asked for is still to come.
    update private.measurements set lease_until = null,
        asked_at = case when asked_at > lease_until - interval '5 minutes' then asked_at end,
        due_at = case when asked_at > lease_until - interval '5 minutes' then asked_at
                      else clock_timestamp() + case when p_done then every else interval '15 minutes' end end
    where code = p_code
$$;

-- In a gate's place, for a while: the owner's own risk.
create table public.accepted_risks (
    id uuid primary key default gen_random_uuid(),
    gate text not null,
    reason text not null check (length(btrim(reason)) between 10 and 500),
    accepted_by uuid references public.profiles (user_id) on delete set null,
    accepted_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    withdrawn_at timestamptz,
    withdrawn_by uuid references public.profiles (user_id) on delete set null,
    constraint not_for_ever check (expires_at > accepted_at and expires_at <= accepted_at + interval '91 days')
);
create index accepted_risks_newest on public.accepted_risks (gate, accepted_at desc);

-- How the line is opened: so many real calls a day, for so many days, before more.
create table private.rollout_stages (
    stage smallint primary key,
    -- A day counts from so many calls, and no longer above so many.
    least_calls integer not null,
    most_calls integer not null,
    -- Null: the last one, for good.
    days integer,
    -- What the busiest moment of such a day may bring.
    calls_at_once integer not null
);
insert into private.rollout_stages (stage, least_calls, most_calls, days, calls_at_once)
values (1, 1, 5, 3, 2), (2, 10, 20, 7, 3), (3, 1, 50, null, 5);

create table public.rollout_moves (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    -- 0: the line is not open yet, or is closed again.
    stage smallint not null check (stage between 0 and 3),
    moved_by uuid references public.profiles (user_id) on delete set null
);
create trigger rollout_moves_kept before delete on public.rollout_moves for each row execute function private.keep_measured();

do $$
declare t regclass;
begin
    foreach t in array array['public.evidence', 'public.accepted_risks', 'public.rollout_moves', 'private.secret_salt',
        'private.secret_sightings', 'private.secret_limits', 'private.measurements', 'private.rollout_stages']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
    end loop;
    foreach t in array array['public.evidence', 'public.accepted_risks', 'public.rollout_moves']::regclass[] loop
        execute format('grant select on table %s to authenticated', t);
        execute format('create policy read_for_managers on %s for select to authenticated using ((select private.app_role()) in (''owner'', ''admin''))', t);
    end loop;
end $$;
revoke update, delete on public.evidence, public.rollout_moves from service_role;
revoke execute on all functions in schema private from public, anon;
revoke execute on function private.keep_measured, private.newest_evidence, private.note_evidence, private.note_secrets,
    private.claim_measurement, private.finish_measurement from authenticated;
