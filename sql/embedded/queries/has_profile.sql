-- Was this demonstration account made already?
select 1 from public.profiles where email = %(email)s
