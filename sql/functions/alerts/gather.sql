-- Whose messages can tell of several at once.
create or replace function private.can_be_bundled(a public.alerts) returns boolean
language sql immutable parallel safe set search_path = ''
as $$
    select not a.urgent and not a.by_hand and a.bundled_in is null
        and a.kind in ('lead', 'hung_up', 'unowned', 'appointment', 'paul_trouble')
$$;

-- One message for all that wait and may wait: the others go out in its words. Not those that a person asked for, nor
-- those in whose words others go out already.
create or replace function private.gather(p_alert_id uuid) returns integer
language plpgsql set search_path = ''
as $$
declare
    v_others uuid[];
    v_count integer;
begin
    -- One at a time, and locked: of two that gather at once, neither takes the other along.
    perform pg_advisory_xact_lock(hashtext('drain.gather'));
    perform 1 from public.alerts a where a.id = p_alert_id and private.can_be_bundled(a) for no key update;
    if not found then return 0; end if;
    select array_agg(x.id) into v_others from (
        select o.id from public.alerts o
        where o.id <> p_alert_id and o.state = 'waiting' and o.due_at is not null and private.can_be_bundled(o)
            and not exists (select 1 from public.alerts b where b.bundled_in = o.id)
        for no key update skip locked) x;
    -- Once they are locked: a message that somebody asked for in that moment would be seen by nobody again.
    update public.alerts a set bundled_in = p_alert_id, due_at = null, lease_until = null, reason = 'bundle',
        version = version + 1
    where a.id = any (v_others) and not exists (select 1 from public.alert_attempts t where t.alert_id = a.id);
    get diagnostics v_count = row_count;
    return v_count;
end $$;
