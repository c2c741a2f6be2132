-- Who is told what, when, and what became of it. An alert is written in the transaction of what caused it; whatever
-- must happen to it later is its due time and its lease.
create table public.recipients (
    id uuid primary key default gen_random_uuid(),
    full_name text not null check (full_name <> ''),
    phone text check (private.is_e164(phone)),
    email text check (email ~ '^[^@\s]+@[^@\s]+$'),
    -- Order of the on-call list, 1 first; null: only written to by name.
    on_call_rank smallint check (on_call_rank > 0),
    -- Local hours and ISO weekdays in which this person is disturbed for what is not urgent.
    starts time not null default '07:00',
    ends time not null default '21:00' check (ends > starts),
    weekdays smallint[] not null default '{1,2,3,4,5,6,7}',
    away_from date,
    away_until date,
    active boolean not null default true,
    -- Why an SMS no longer reaches this phone (stop, hard_bounce, blocklisted); cleared by a person.
    unreachable_reason text check (unreachable_reason in ('stop', 'hard_bounce', 'blocklisted')),
    unreachable_at timestamptz,
    sms_delivered_at timestamptz,
    email_delivered_at timestamptz,
    -- The same of the address.
    email_unreachable_reason text check (email_unreachable_reason in ('stop', 'hard_bounce', 'blocklisted')),
    email_unreachable_at timestamptz,
    constraint reachable_somehow check (phone is not null or email is not null),
    constraint away_in_order check (away_until is null or away_from is null or away_until >= away_from)
);
create unique index recipients_on_call on public.recipients (on_call_rank) where active;
create index recipients_phone on public.recipients (phone);
alter table public.recipients enable row level security;

create table public.alert_rules (
    kind text primary key check (kind in ('urgent_lead', 'lead', 'hung_up', 'appointment', 'paul_trouble', 'no_webhook',
        'journal', 'backup', 'volume', 'digest', 'test')),
    enabled boolean not null default true,
    urgent boolean not null default false,
    -- Several of these within so many minutes go out as one message; 0: at once.
    bundle_minutes integer not null default 0 check (bundle_minutes between 0 and 240)
);
alter table public.alert_rules enable row level security;

create table public.alert_settings (
    only_row boolean primary key default true check (only_row),
    -- Without a receipt after so long, an SMS is followed by an email.
    receipt_minutes numeric not null default 3 check (receipt_minutes > 0),
    -- An urgent alert that nobody acknowledged after so long is sent again, then to the next person.
    ack_minutes numeric not null default 10 check (ack_minutes > 0),
    throttle_count integer not null default 5 check (throttle_count > 0),
    throttle_minutes numeric not null default 15 check (throttle_minutes > 0),
    digest_at time not null default '07:00'
);
alter table public.alert_settings enable row level security;

create table public.alerts (
    id uuid primary key default private.new_id(),
    kind text not null references public.alert_rules (kind),
    -- What it is about, once: a cause raised twice is one alert.
    cause_key text not null unique,
    created_at timestamptz not null default clock_timestamp(),
    urgent boolean not null,
    lead_id uuid references public.leads (id) on delete set null,
    call_id uuid references public.vapi_calls (id) on delete set null,
    -- For the kinds that speak of no lead: what happened, without personal data.
    detail text,
    state text not null default 'waiting'
        check (state in ('waiting', 'sending', 'handed_over', 'failed', 'delivered', 'acknowledged')),
    -- Why it stands where it stands: night, bundle, throttle, no_receipt, hard_bounce, no_credits, refused_key…
    reason text,
    recipient_id uuid references public.recipients (id) on delete set null,
    -- How far down the on-call list it has gone.
    level smallint not null default 0,
    bundled_in uuid references public.alerts (id) on delete set null,
    -- Grows with everything that changes what is to be done next: who decided on an older one decides again.
    version integer not null default 0,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    handed_over_at timestamptz,
    delivered_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    -- Raised by a person: only what is asked for is sent.
    by_hand boolean not null default false,
    is_demo boolean not null default false
) with (fillfactor = 70);
create index alerts_newest on public.alerts (created_at desc, id desc);
create index alerts_due on public.alerts (due_at) where due_at is not null;
create index alerts_open on public.alerts (state, created_at desc)
    where state in ('waiting', 'sending', 'handed_over', 'failed');
create index alerts_lead on public.alerts (lead_id) where lead_id is not null;
create index alerts_call on public.alerts (call_id) where call_id is not null;
create index alerts_bundle on public.alerts (bundled_in) where bundled_in is not null;
create index alerts_digest on public.alerts (created_at desc) where kind = 'digest';
create index alerts_trouble on public.alerts (created_at desc) where kind = 'paul_trouble' and urgent;
create index alerts_urgent on public.alerts (created_at) where urgent;
alter table public.alerts enable row level security;

create table public.alert_attempts (
    -- Also the tag that the provider keeps: by it an attempt whose outcome is unknown is found again.
    id uuid primary key default gen_random_uuid(),
    alert_id uuid not null references public.alerts (id) on delete cascade,
    at timestamptz not null default clock_timestamp(),
    level smallint not null default 0,
    channel text not null check (channel in ('sms', 'email')),
    recipient_id uuid references public.recipients (id) on delete set null,
    -- asked: by a person; prepared: about to be sent; unknown: the provider may have it; failed: it has not, or it
    -- bounced.
    state text not null check (private.attempt_rank(state) is not null),
    permanent boolean not null default false,
    provider_id text,
    provider_answer text,
    credits numeric(8, 2),
    handed_over_at timestamptz,
    delivered_at timestamptz,
    asked_by uuid references public.profiles (user_id) on delete set null,
    -- Asked again by the worker after a refusal that was only for now.
    retries boolean not null default false,
    -- A request may be cut long after it was made: what the provider says of it counts from then on.
    doubted_at timestamptz
);
create index alert_attempts_alert on public.alert_attempts (alert_id, at);
create index alert_attempts_provider on public.alert_attempts (provider_id);
create index alert_attempts_recent on public.alert_attempts (at desc);
create index alert_attempts_recipient on public.alert_attempts (recipient_id, at desc);
alter table public.alert_attempts enable row level security;

-- What Brevo told, word for word; like the inbox, out of the console's sight.
create table private.brevo_events (
    id bigint generated always as identity primary key,
    dedupe_key text not null unique,
    channel text not null check (channel in ('sms', 'email')),
    received_at timestamptz not null default clock_timestamp(),
    attempt_id uuid,
    body text not null
);
create index brevo_events_received on private.brevo_events using brin (received_at);
alter table private.brevo_events enable row level security;

-- A link in an SMS opens one alert for one person, once and not for long; only the token's hash is kept.
create table private.alert_links (
    token_sha256 bytea primary key,
    alert_id uuid not null references public.alerts (id) on delete cascade,
    recipient_id uuid references public.recipients (id) on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index alert_links_alert on private.alert_links (alert_id);
alter table private.alert_links enable row level security;
