-- Days on which Paul books nothing although their weekday has hours. Holidays are computed by the worker and written
-- once; what people decide about a day stays.
create table public.closed_days (
    day date primary key,
    -- Its name, as Paul says it and the screens show it.
    label text not null check (label <> '' and length(label) <= 100),
    source text not null check (source in ('holiday', 'owner')),
    -- False: a holiday on which the owner works after all.
    closed boolean not null default true
);
alter table public.closed_days enable row level security;
