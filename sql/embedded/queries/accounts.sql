-- has_profile: was this demonstration account made already?
select 1 from public.profiles where email = %(email)s;

-- make_profile: the role of a demonstration account.
insert into public.profiles (user_id, email, full_name, role)
select id, email, %(full_name)s, %(role)s from auth.users where email = %(email)s
on conflict (user_id) do nothing;

-- link_telephone: the demonstration's own, whose code its console shows.
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at, secret)
select gen_random_uuid(), id, 'Démonstration', 'totp', 'verified', now(), now(), %(secret)s from auth.users
where email = %(email)s
on conflict (friendly_name, user_id) where trim(friendly_name) <> '' do update set secret = excluded.secret;
