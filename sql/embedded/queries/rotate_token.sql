-- The old token is spent, the new one takes its place in the session.
with spent as (
    update auth.refresh_tokens set revoked = true, updated_at = now() where token = %(old)s and not revoked
), seen as (
    update auth.sessions set refreshed_at = now(), updated_at = now() where id = %(session_id)s
)
insert into auth.refresh_tokens (token, parent, session_id, user_id)
values (%(new)s, %(old)s, %(session_id)s, %(user_id)s)
