-- Which hours must be counted anew: said by triggers, in the transaction of what changed.

create or replace function private.call_changes_latency() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.vapi_call_id like 'probe:%' or new.reported_at is not distinct from old.reported_at
            and new.created_at = old.created_at and new.ended_at is not distinct from old.ended_at
            and new.is_test = old.is_test and new.classification is not distinct from old.classification then
        return null;
    end if;
    insert into private.latency_stale (hour) values (date_trunc('hour', new.created_at, 'UTC'));
    if old.created_at <> new.created_at then
        insert into private.latency_stale (hour) values (date_trunc('hour', old.created_at, 'UTC'));
    end if;
    return null;
end $$;

create or replace function private.alert_changes_latency() returns trigger language plpgsql security definer
    set search_path = ''
as $$
begin
    insert into private.latency_stale (hour) values (date_trunc('hour', new.created_at, 'UTC'));
    return null;
end $$;

create or replace function private.attempt_changes_latency() returns trigger language plpgsql security definer
    set search_path = ''
as $$
begin
    insert into private.latency_stale (hour) values (date_trunc('hour', new.at, 'UTC'));
    return null;
end $$;
