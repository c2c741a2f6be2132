-- Serves once, within a day; whoever used it has shown that the address is theirs.
with spent as (
    delete from auth.one_time_tokens where token_hash = %(hash)s and token_type = %(kind)s returning user_id, created_at
)
update auth.users u set email_confirmed_at = coalesce(u.email_confirmed_at, now()), updated_at = now()
from spent where u.id = spent.user_id and spent.created_at > now() - interval '1 day'
returning u.id as user_id
