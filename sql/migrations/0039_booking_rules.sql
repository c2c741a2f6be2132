-- When and where Paul may book is decided on a screen: which version it is, who changed it, and what stood before.
alter table public.booking_settings
    add column version integer not null default 1,
    -- The towns that are gone to; none: wherever people call from.
    add column territory text[] not null default '{}',
    add column changed_at timestamptz,
    add column changed_by uuid references public.profiles (user_id) on delete set null,
    -- The rules before the last change, as that change can be taken back.
    add column previous jsonb;
create index booking_settings_changed_by on public.booking_settings (changed_by) where changed_by is not null;

-- The first words of a text, where the usual ones are not wanted.
alter table public.alert_rules add column opening text check (length(opening) between 1 and 20);
