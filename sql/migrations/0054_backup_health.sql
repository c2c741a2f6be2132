-- Santé tells of the backups what every page tells.
alter function public.health set schema private;
alter function private.health rename to health_without_backups;
create function public.health() returns jsonb
language sql stable security definer set search_path = ''
as $$ select private.health_without_backups() || jsonb_build_object('backup', private.backup_state()) $$;

revoke execute on function private.health_without_backups from public, anon, authenticated;
revoke execute on function public.health from public, anon;
grant execute on function public.health to authenticated;
