-- Listening to a call: a person asks, the worker fetches a link that is good for a short while, the console's gate
-- plays from it. No lasting address is kept, and the person's browser sees none at all.
create table public.recording_requests (
    id uuid primary key,
    call_id uuid not null references public.vapi_calls (id) on delete cascade,
    asked_by uuid not null references public.profiles (user_id) on delete cascade,
    asked_at timestamptz not null default clock_timestamp(),
    state text not null default 'asked' check (state in ('asked', 'ready', 'failed')),
    reason text,
    lease_until timestamptz
);
create index recording_requests_asked on public.recording_requests (asked_at) where state = 'asked';
create index recording_requests_call on public.recording_requests (call_id);
alter table public.recording_requests enable row level security;

create table private.recording_links (
    request_id uuid primary key references public.recording_requests (id) on delete cascade,
    url text not null,
    expires_at timestamptz not null
);
alter table private.recording_links enable row level security;
