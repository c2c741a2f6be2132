-- Whether there is something to lose here, and the means to ask for a copy of it.
select to_regclass('public.backups') is not null and exists (select 1 from public.vapi_calls) as given;
