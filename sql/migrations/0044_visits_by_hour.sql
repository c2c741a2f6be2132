-- The week shows visits that callers cancelled, too: without these in its index it read every visit there ever was.
drop index public.appointments_start;
create index appointments_start on public.appointments (starts_at);
