-- Who is told in the demonstration: the two of the on-call list. Nothing when somebody is listed already.
insert into public.recipients (full_name, phone, email, on_call_rank)
select r.full_name, r.phone, r.email, r.on_call_rank
from (values ('Guillaume Fortin', '+15145550100', 'guillaume@demo.example', 1::smallint),
             ('Sylvie Gagnon', '+14505550101', 'bureau@demo.example', 2::smallint)) as r (full_name, phone, email, on_call_rank)
where not exists (select 1 from public.recipients);
