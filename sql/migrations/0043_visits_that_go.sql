-- A visit that was taken off the calendar because its lead is lost, or its call no customer's: it comes back with them.
alter table public.appointments add column went_with_lead boolean not null default false;
