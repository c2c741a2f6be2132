-- The person a token speaks of.
select * from auth.users where id = %(user_id)s and deleted_at is null
