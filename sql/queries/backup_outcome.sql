-- Where one backup stands.
select state, failure from public.backups where id = %s;
