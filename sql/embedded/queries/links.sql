-- keep_invite: the person's invitation; the one before it works no more.
update auth.users set invited_at = now(), confirmation_sent_at = now(), confirmation_token = %(hash)s,
    updated_at = now()
where id = %(user_id)s;

-- keep_recovery: the person's recovery; the one before it works no more.
update auth.users set recovery_sent_at = now(), recovery_token = %(hash)s, updated_at = now() where id = %(user_id)s;

-- keep: the token by which the link is found.
insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
values (gen_random_uuid(), %(user_id)s, %(kind)s::auth.one_time_token_type, %(hash)s, %(email)s)
on conflict (user_id, token_type) do update
set token_hash = excluded.token_hash, relates_to = excluded.relates_to, created_at = now(), updated_at = now();

-- found: whose link this is, if it was not spent or replaced; held until it is.
select user_id, created_at > (now() at time zone 'utc') - make_interval(secs => %(lives_s)s) as is_young
from auth.one_time_tokens where token_hash = %(hash)s and token_type = %(kind)s::auth.one_time_token_type for update;

-- spend: it serves once.
delete from auth.one_time_tokens where user_id = %(user_id)s and token_type = %(kind)s::auth.one_time_token_type;

-- forget: the same, in the person's own row.
update auth.users set
    confirmation_token = case when %(kind)s = 'confirmation_token' then '' else confirmation_token end,
    recovery_token = case when %(kind)s = 'recovery_token' then '' else recovery_token end
where id = %(user_id)s;
