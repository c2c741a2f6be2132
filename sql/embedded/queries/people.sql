-- by_email: who wants to sign in. A row restored without its instance or audience is nobody, as on a hosted project.
select * from auth.users
where email = lower(%(email)s) and instance_id = '00000000-0000-0000-0000-000000000000' and aud = 'authenticated'
    and not is_sso_user and deleted_at is null;

-- by_id: whom a token speaks of.
select * from auth.users
where id = %(user_id)s and instance_id = '00000000-0000-0000-0000-000000000000' and deleted_at is null;

-- lock: whoever changes several sessions of a person, or their factors, comes by here first.
select id from auth.users where id = %(user_id)s for no key update;

-- page: the administrator's list, the newest first.
select * from auth.users
where instance_id = '00000000-0000-0000-0000-000000000000' and aud = 'authenticated' and deleted_at is null
order by created_at desc, id limit %(size)s offset %(skip)s;

-- identities: by which ways somebody is known.
select id as identity_id, provider_id as id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at,
       email
from auth.identities where user_id = %(user_id)s order by created_at;

-- create: one row when the address was free, none when it was taken.
with made as (
    insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
        raw_app_meta_data, raw_user_meta_data, created_at, updated_at, confirmation_token, recovery_token,
        email_change_token_new, email_change)
    values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated',
        lower(%(email)s), %(password)s, case when %(confirmed)s then now() end, %(app)s, %(person)s, now(), now(),
        '', '', '', '')
    on conflict (email) where is_sso_user = false do nothing
    returning *
), known as (
    insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
    select id::text, id, jsonb_build_object('sub', id, 'email', email, 'email_verified', false,
        'phone_verified', false), 'email', now(), now(), now()
    from made
)
select * from made;

-- ban: nobody signs in or renews a session until then; null ends it.
update auth.users set banned_until = now() + %(duration)s::interval, updated_at = now() where id = %(user_id)s;

-- confirm: the address has shown to be theirs.
update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()), confirmation_sent_at = null,
    raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}', updated_at = now()
where id = %(user_id)s;

-- describe: what an administrator notes about somebody, beside what is known.
update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || %(app)s,
    raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || %(person)s, updated_at = now()
where id = %(user_id)s;

-- set_password: links that were sent before it serve no more.
with spent as (
    delete from auth.one_time_tokens where user_id = %(user_id)s
)
update auth.users set encrypted_password = %(password)s, recovery_token = '', confirmation_token = '',
    recovery_sent_at = null, updated_at = now()
where id = %(user_id)s;

-- remove: an account deleted in the dashboard; everything of it goes by the keys.
delete from auth.users where id = %(user_id)s returning id;
