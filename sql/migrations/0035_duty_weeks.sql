-- Duty by turns: whose week it is, every second week, or every third… Somebody without a row here has every week.
create table public.duty_weeks (
    recipient_id uuid primary key references public.recipients (id) on delete cascade,
    -- One week of theirs begins on this day; the others so many weeks before and after it.
    first_day date not null,
    every smallint not null check (every between 2 and 8)
);
alter table public.duty_weeks enable row level security;
