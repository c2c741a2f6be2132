-- One page of the administrator's list.
select * from auth.users where deleted_at is null order by created_at, id limit %(size)s offset %(skip)s
