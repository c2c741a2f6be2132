-- One row when the address was free, none when it was taken.
insert into auth.users (email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
values (lower(%(email)s), %(password)s, case when %(confirmed)s then now() end, %(app)s, %(person)s)
on conflict (email) do nothing
returning *
