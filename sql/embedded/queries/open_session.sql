-- A session and its first refresh token, and the mark of the sign-in.
with signed_in as (
    update auth.users set last_sign_in_at = now() where id = %(user_id)s
), opened as (
    insert into auth.sessions (user_id) values (%(user_id)s) returning id
)
insert into auth.refresh_tokens (token, session_id, user_id)
select %(token)s, opened.id, %(user_id)s from opened
returning session_id
