-- has_profile: was this demonstration account made already?
select 1 from public.profiles where email = %(email)s;

-- make_profile: the role of a demonstration account.
insert into public.profiles (user_id, email, full_name, role)
select id, email, %(full_name)s, %(role)s from auth.users where email = %(email)s
on conflict (user_id) do nothing;
