-- Nobody signs in or renews a session until then; null: the ban is over.
update auth.users set banned_until = now() + %(duration)s::interval, updated_at = now()
where id = %(user_id)s and deleted_at is null returning *
