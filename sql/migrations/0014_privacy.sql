-- Loi 25: what is held about a person, found, opened, exported and corrected. Each of these is in the trail, without
-- the data.
create table public.privacy_requests (
    id uuid primary key,
    number integer not null unique generated always as identity,
    kind text not null check (kind in ('access', 'correction', 'erasure')),
    -- Whom it is about; forgotten once the person is erased, or once the request itself has had its time.
    phone text check (private.is_e164(phone)),
    full_name text check (length(full_name) between 2 and 200),
    -- Calls in which somebody else spoke of this person, added by hand.
    extra_calls uuid[] not null default '{}',
    received_on date not null,
    -- Silence for thirty days is a refusal (P-39.1, s. 32).
    due_on date generated always as (received_on + 30) stored,
    state text not null default 'open' check (state in ('open', 'erasing', 'closed')),
    outcome text check (outcome in ('answered', 'refused', 'erased', 'nothing_held')),
    created_by uuid references public.profiles (user_id) on delete set null,
    created_at timestamptz not null default clock_timestamp(),
    exported_at timestamptz,
    corrected_at timestamptz,
    closed_at timestamptz,
    closed_by uuid references public.profiles (user_id) on delete set null,
    -- What was erased, where and when: figures and dates, nothing of the person.
    certificate jsonb,
    due_at timestamptz,
    lease_until timestamptz,
    error text,
    constraint about_somebody check (phone is not null or full_name is not null or state = 'closed'),
    constraint closed_says_how check ((state = 'closed') = (outcome is not null))
);
create index privacy_requests_open on public.privacy_requests (due_on) where state <> 'closed';
alter table public.privacy_requests enable row level security;

-- Calls to be erased at Vapi too, recordings included: done by the worker, which holds the key.
create table private.vapi_erasures (
    id uuid primary key default gen_random_uuid(),
    -- Forgotten as soon as it is done.
    vapi_call_id text unique,
    -- For a person's request; null: its recording has had its time.
    request_id uuid references public.privacy_requests (id) on delete cascade,
    state text not null default 'asked' check (state in ('asked', 'erased', 'gone')),
    reason text,
    attempts smallint not null default 0,
    asked_at timestamptz not null default clock_timestamp(),
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    done_at timestamptz
);
create index vapi_erasures_due on private.vapi_erasures (due_at) where state = 'asked';
create index vapi_erasures_request on private.vapi_erasures (request_id);
alter table private.vapi_erasures enable row level security;

-- Calls that were erased, known by a digest alone: a message of theirs that is still on its way (journal, repeated
-- delivery, Vapi's own list) is answered and dropped.
create table private.erased_calls (
    digest bytea primary key,
    erased_at timestamptz not null default clock_timestamp()
);
alter table private.erased_calls enable row level security;

-- Loi 25: the person in charge, the notice that callers hear, the register of incidents, who receives what outside
-- Québec.
create table public.privacy_settings (
    only_row boolean primary key default true check (only_row),
    -- Published, with a way to reach them (P-39.1, s. 3.1).
    officer_name text check (officer_name <> ''),
    officer_title text not null default '',
    officer_email text check (officer_email ~ '^[^@\s]+@[^@\s]+$'),
    officer_phone text check (private.is_e164(officer_phone)),
    -- Part of a word by which the recording notice is known in Paul's first words; accents and capitals do not count.
    notice_words text not null default 'enregistr' check (length(notice_words) between 3 and 100)
);
alter table public.privacy_settings enable row level security;

-- Every incident, serious or not (Regulation A-2.1, r. 3.1, s. 7); about whom is counted, never named.
create table public.incidents (
    id uuid primary key default gen_random_uuid(),
    number integer not null unique,
    -- 1. The information concerned, or why it is not known.
    information text not null check (information <> ''),
    -- 2. What happened.
    circumstances text not null check (circumstances <> ''),
    -- 3. When, or about when.
    happened_from date not null,
    happened_until date,
    period_is_estimate boolean not null default false,
    -- 4. When the company became aware of it.
    aware_on date not null,
    -- 5. How many persons, or about how many; null: not known.
    persons integer check (persons >= 0),
    persons_is_estimate boolean not null default false,
    -- 6. What leads to conclude on the risk of serious injury: sensitivity, malicious use, consequences, probability.
    risk_elements text not null check (risk_elements <> ''),
    risk_is_serious boolean not null,
    -- 7. Notices, where the risk is serious.
    cai_notified_on date,
    persons_notified_on date,
    public_notice_on date,
    no_notice_reason text not null default '',
    -- 8. What was done so that it does not happen again, or does less harm.
    measures text not null check (measures <> ''),
    created_at timestamptz not null default clock_timestamp(),
    created_by uuid references public.profiles (user_id) on delete set null,
    updated_at timestamptz not null default clock_timestamp(),
    version integer not null default 1,
    constraint period_in_order check (happened_until is null or happened_until >= happened_from),
    constraint aware_after check (aware_on >= happened_from)
);
alter table public.incidents enable row level security;

create table public.providers (
    code text primary key,
    name text not null,
    place text not null,
    is_outside_quebec boolean not null,
    -- In words: what it does for us, and which personal data reach it.
    purpose text not null,
    receives text not null,
    kept text not null,
    -- Written agreement and impact assessment (P-39.1, s. 17 and 18.3): when, or not yet.
    agreement_on date,
    assessment_on date,
    in_use boolean not null default true,
    rank smallint not null
);
alter table public.providers enable row level security;

-- How long what is kept, and the purge that holds to it every night. The law fixes no period but the incidents' five
-- years: these are proposals, to be settled by the person in charge.
create table public.retention_rules (
    what text primary key,
    keep_days integer not null,
    -- Never less: the law, a provider's own habits, or what a mistake could no longer undo.
    least_days integer not null,
    enabled boolean not null default true,
    rank smallint not null,
    constraint long_enough check (keep_days >= least_days and keep_days <= 7305)
);
alter table public.retention_rules enable row level security;

create table private.purge_plan (
    only_row boolean primary key default true check (only_row),
    due_at timestamptz not null,
    lease_until timestamptz
);
alter table private.purge_plan enable row level security;

create table public.purge_runs (
    id bigint generated always as identity primary key,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    asked_by uuid references public.profiles (user_id) on delete set null,
    -- How many of each kind went.
    removed jsonb not null default '{}',
    error text
);
create index purge_runs_newest on public.purge_runs (started_at desc);
alter table public.purge_runs enable row level security;
