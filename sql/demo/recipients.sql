-- Who is told in the demonstration: the two of the on-call list. Nothing when somebody is listed already.
-- It is looked at whenever somebody starts it: they may be told at any hour, and the digest is due from midnight on.
with listed as (
    insert into public.recipients (full_name, phone, email, on_call_rank, starts, ends)
    select r.full_name, r.phone, r.email, r.on_call_rank, '00:00', '23:59:59'
    from (values ('Guillaume Fortin', '+15145550100', 'guillaume@demo.example', 1::smallint),
                 ('Sylvie Gagnon', '+14505550101', 'bureau@demo.example', 2::smallint)) as r (full_name, phone, email, on_call_rank)
    where not exists (select 1 from public.recipients)
    returning 1)
update public.alert_settings set digest_at = '00:00' where exists (select 1 from listed);
