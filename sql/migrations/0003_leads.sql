-- Leads, appointments, and the hours in which Paul may book.

create sequence private.lead_number start 1001;

create table public.leads (
    id uuid primary key default private.new_id(),
    ref text not null unique,
    call_id uuid references public.vapi_calls (id) on delete set null,
    -- tool: Paul said so during the call; booking: known only by its appointment; report: told from the summary;
    -- console: written by a person.
    source text not null check (source in ('tool', 'booking', 'report', 'console')),
    created_at timestamptz not null,
    updated_at timestamptz not null default now(),
    -- Counts the changes made by people: Paul never overwrites what a person wrote.
    version integer not null default 1,
    name text,
    phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    address text,
    city text,
    postal_code text,
    service text,
    description text,
    client_type text,
    urgency text not null default 'normal' check (urgency in ('urgent', 'normal', 'low')),
    status text not null default 'new' check (status in ('new', 'called_back', 'booked', 'won', 'lost')),
    lost_reason text,
    note text not null default '',
    assigned_to uuid references public.profiles (user_id) on delete set null,
    called_back_at timestamptz,
    called_back_by uuid references public.profiles (user_id) on delete set null,
    is_test boolean not null default false,
    is_demo boolean not null default false,
    constraint reachable check (phone is not null or name is not null or description is not null)
) with (fillfactor = 70);
-- One lead per call and person: a person is a phone number, or a name where none was given.
create unique index leads_one_per_person on public.leads (call_id, coalesce(phone, private.fold(name)));
create index leads_newest on public.leads (created_at desc, id desc);
create index leads_status on public.leads (status, created_at desc, id desc);
create index leads_waiting on public.leads (created_at) where status = 'new';
create index leads_phone on public.leads (phone, created_at desc);
create index leads_assigned on public.leads (assigned_to) where assigned_to is not null;
create index leads_name on public.leads (private.fold(name));
alter table public.leads enable row level security;

create table public.appointments (
    id uuid primary key default private.new_id(),
    lead_id uuid not null references public.leads (id) on delete cascade,
    call_id uuid references public.vapi_calls (id) on delete set null,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    -- The crew is taken until it has driven on: visit plus travel margin.
    busy tstzrange not null,
    service text,
    address text,
    status text not null default 'booked' check (status in ('booked', 'cancelled', 'done')),
    -- False when Paul could only note the wish (database away during the call): someone must confirm it.
    confirmed boolean not null default true,
    requested_at timestamptz not null,
    created_at timestamptz not null default now(),
    is_test boolean not null default false,
    is_demo boolean not null default false,
    constraint busy_covers_visit check (busy @> tstzrange(starts_at, ends_at)),
    constraint no_overlap exclude using gist (busy with &&) where (status = 'booked')
);
create index appointments_start on public.appointments (starts_at) where status <> 'cancelled';
create index appointments_lead on public.appointments (lead_id);
create index appointments_call on public.appointments (call_id);
create index appointments_requested on public.appointments (requested_at);
alter table public.appointments enable row level security;

create table public.opening_hours (
    -- ISO weekday, 1 = Monday. A day without a row is closed.
    weekday smallint primary key check (weekday between 1 and 7),
    opens time not null,
    closes time not null check (closes > opens)
);
alter table public.opening_hours enable row level security;

create table public.booking_settings (
    only_row boolean primary key default true check (only_row),
    slot_minutes integer not null default 90 check (slot_minutes between 15 and 480),
    step_minutes integer not null default 30 check (step_minutes between 5 and 240),
    travel_minutes integer not null default 30 check (travel_minutes between 0 and 240),
    horizon_days integer not null default 14 check (horizon_days between 1 and 90),
    time_zone text not null default 'America/Toronto'
);
alter table public.booking_settings enable row level security;
