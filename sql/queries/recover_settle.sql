-- What was going on when the copy was taken goes on no more; nothing that waited then is sent by surprise now.
do $$
begin
    update public.backups set state = 'cancelled', token = null, lease_until = null, due_at = null
    where state in ('asked', 'running');
    update public.backup_proofs set state = 'cancelled', token = null, lease_until = null, due_at = null
    where state in ('asked', 'running');
end $$;
