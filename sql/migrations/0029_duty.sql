-- Who of the on-call list is on duty at which hour, and who takes whose day.

-- Somebody without a row here is on duty at every hour.
create table public.duty_hours (
    recipient_id uuid not null references public.recipients (id) on delete cascade,
    weekday smallint not null check (weekday between 1 and 7),
    -- Local hours; an end that is not after the start is on the next day.
    starts time not null check (starts < '24:00'),
    ends time not null check (ends < '24:00'),
    primary key (recipient_id, weekday, starts)
);
alter table public.duty_hours enable row level security;

-- On that day the taker does what the giver would have done: all that begins on it, until its end.
create table public.duty_exchanges (
    day date not null,
    giver_id uuid not null references public.recipients (id) on delete cascade,
    taker_id uuid not null references public.recipients (id) on delete cascade check (taker_id <> giver_id),
    primary key (day, giver_id)
);
create index duty_exchanges_giver on public.duty_exchanges (giver_id);
create index duty_exchanges_taker on public.duty_exchanges (taker_id);
alter table public.duty_exchanges enable row level security;
