-- How many owners can sign in; how many people were invited more than an hour ago and have no password yet.
select count(*) filter (where p.role = 'owner' and not p.suspended),
    count(*) filter (where not p.suspended and coalesce(u.encrypted_password, '') = '' and u.last_sign_in_at is null
        and u.created_at < now() - interval '1 hour')
from public.profiles p join auth.users u on u.id = p.user_id;
