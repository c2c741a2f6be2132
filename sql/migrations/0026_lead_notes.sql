-- What people write about a lead: each note dated and signed, and never written over. What stands in `leads.note` is
-- from before, or Paul's.

create table public.lead_notes (
    id uuid primary key default private.new_id(),
    lead_id uuid not null references public.leads (id) on delete cascade,
    at timestamptz not null default clock_timestamp(),
    -- No reference to profiles: a note stays signed when whoever wrote it leaves the team.
    author uuid not null,
    text text not null check (length(text) between 1 and 5000)
);
create index lead_notes_lead on public.lead_notes (lead_id, at);
comment on table public.lead_notes is 'A thread per lead, append-only; it goes with its lead.';
alter table public.lead_notes enable row level security;
