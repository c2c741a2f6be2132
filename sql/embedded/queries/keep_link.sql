-- The person's link of that kind; the one before it works no more.
insert into auth.one_time_tokens (user_id, token_type, token_hash) values (%(user_id)s, %(kind)s, %(hash)s)
on conflict (user_id, token_type) do update set token_hash = excluded.token_hash, created_at = now()
