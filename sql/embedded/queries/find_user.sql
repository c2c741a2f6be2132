-- The person who wants to sign in.
select * from auth.users where email = lower(%(email)s) and deleted_at is null
