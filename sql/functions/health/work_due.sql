-- For which of its loops the worker has something to do by now, under the names that `drain_work` has for them: one
-- question a second in the place of one from each loop. A row that another worker holds may be among them: claiming
-- decides.
create or replace function private.work_due() returns setof text
language sql stable set search_path = ''
as $$
    select 'inbox' where exists (select 1 from private.inbox where applied_at is null and due_at <= clock_timestamp())
    union all
    select 'alerts' where exists (select 1 from public.alerts where due_at <= clock_timestamp())
    union all
    select 'trials' where exists (select 1 from public.test_calls
        where state in ('asked', 'dialling', 'under_way') and due_at <= clock_timestamp())
    union all
    select 'plan_b' where exists (select 1 from private.diversions
        where state in ('asked', 'on', 'ending') and due_at <= clock_timestamp())
    union all
    select 'recordings' where exists (select 1 from public.recording_requests
            where state = 'asked' and asked_at > clock_timestamp() - interval '30 minutes')
        or exists (select 1 from private.recording_links where expires_at < clock_timestamp())
    union all
    select 'accounts' where exists (select 1 from public.account_orders
        where state = 'asked' and due_at <= clock_timestamp())
    union all
    select 'privacy' where exists (select 1 from private.purge_plan where due_at <= clock_timestamp())
        or exists (select 1 from public.privacy_requests
            where state = 'erasing' and certificate is null and due_at <= clock_timestamp())
        or exists (select 1 from private.vapi_erasures where state = 'asked' and due_at <= clock_timestamp())
    union all
    select 'backups' where exists (select 1 from public.backups where state = 'asked' and due_at <= clock_timestamp())
        or exists (select 1 from public.backup_proofs where state = 'asked' and due_at <= clock_timestamp())
        or exists (select 1 from public.backups where state = 'running' and lease_until < clock_timestamp())
        or exists (select 1 from public.backup_proofs where state = 'running' and lease_until < clock_timestamp())
        or exists (select 1 from private.links_wanted())
$$;
