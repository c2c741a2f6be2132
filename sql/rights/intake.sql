grant select, insert, update, delete on private.inbox, private.statements to service_role;
grant execute on function public.retry_messages, public.still_unapplied to authenticated;

-- Called by those of the functions above that run with the person's own rights.
grant execute on function private.calendar to authenticated;
