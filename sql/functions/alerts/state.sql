-- Rank of a state: an alert only moves forward. A failed one that is sent again and arrives moves on to delivered.
create or replace function private.alert_rank(p_state text) returns smallint
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return case p_state when 'waiting' then 0 when 'sending' then 1 when 'handed_over' then 2 when 'failed' then 3
        when 'delivered' then 4 when 'acknowledged' then 5 end;
end $$;

create or replace function private.guard_alert() returns trigger language plpgsql set search_path = ''
as $$
begin
    if private.alert_rank(new.state) < private.alert_rank(old.state) then
        raise check_violation using message = format('an alert cannot go back from %s to %s', old.state, new.state);
    end if;
    return new;
end $$;

create or replace function private.note_doubt() returns trigger language plpgsql set search_path = ''
as $$
begin
    new.doubted_at := clock_timestamp();
    return new;
end $$;

-- A message that reached us long ago (the demonstration's history, a reconciliation) wakes nobody: the inbox says so
-- for the length of the message.
create or replace function private.is_news() returns boolean language plpgsql stable set search_path = ''
as $$ begin return coalesce(current_setting('drain.old_news', true), '') <> 'on'; end $$;

-- Forward only; a reason is kept, whatever the state.
create or replace function private.move_alert(p_alert_id uuid, p_state text, p_reason text) returns void
language sql set search_path = ''
as $$
    -- Those that went out in this one's words share its fate.
    update public.alerts set
        state = case when private.alert_rank(p_state) > private.alert_rank(state) then p_state else state end,
        reason = coalesce(p_reason, reason), version = version + 1,
        handed_over_at = case when p_state = 'handed_over' then coalesce(handed_over_at, clock_timestamp())
            else handed_over_at end,
        delivered_at = case when p_state = 'delivered' then coalesce(delivered_at, clock_timestamp())
            else delivered_at end
    where id = p_alert_id or bundled_in = p_alert_id
$$;
