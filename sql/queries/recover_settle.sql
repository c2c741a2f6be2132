-- What was going on when the copy was taken goes on no more; nothing that waited then is sent by surprise now.
do $$
begin
    update public.backups set state = 'cancelled', token = null, lease_until = null, due_at = null
    where state in ('asked', 'running');
    update public.backup_proofs set state = 'cancelled', token = null, lease_until = null, due_at = null
    where state in ('asked', 'running');
    -- The calls that came since are in Vapi's own list: compared at once, where that is done.
    if to_regclass('private.reconciliation_plan') is not null then
        execute 'update private.reconciliation_plan set due_at = now(), lease_until = null';
    end if;
end $$;
-- No copy carries what holds for every schema: functions to come are nobody's until they are given.
alter default privileges revoke execute on functions from public;
