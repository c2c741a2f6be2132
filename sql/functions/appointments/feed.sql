-- Somebody's own calendar follows the visits by one secret address, which that person alone makes and takes back.

create or replace function public.my_calendar_feed() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare v_me uuid := private.require_role('owner', 'staff', 'admin');
begin
    return (select jsonb_build_object('made_at', f.made_at, 'read_at', f.read_at)
            from private.calendar_feeds f where f.user_id = v_me);
end $$;

-- The address that there was before opens nothing any more. The secret itself never comes here.
create or replace function public.make_calendar_feed(p_request_id uuid, p_fingerprint text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_me uuid := private.require_role('owner', 'staff', 'admin');
begin
    if p_fingerprint is null or p_fingerprint !~ '^[0-9a-f]{64}$' then
        perform private.refuse('calendar_feed_invalid');
    end if;
    v_done := private.begin_action(p_request_id, 'make_calendar_feed', 'person', v_me::text, '{}',
                                   jsonb_build_array(p_fingerprint));
    if v_done is not null then return v_done; end if;
    insert into private.calendar_feeds as f (user_id, fingerprint) values (v_me, p_fingerprint)
    on conflict (user_id) do update set fingerprint = excluded.fingerprint, made_at = excluded.made_at, read_at = null;
    return private.end_action(p_request_id, jsonb_build_object('id', v_me));
exception when unique_violation then
    perform private.refuse('calendar_feed_invalid');
    return null;
end $$;

create or replace function public.revoke_calendar_feed(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_me uuid := private.require_role('owner', 'staff', 'admin');
begin
    v_done := private.begin_action(p_request_id, 'revoke_calendar_feed', 'person', v_me::text);
    if v_done is not null then return v_done; end if;
    delete from private.calendar_feeds where user_id = v_me;
    if not found then perform private.refuse('calendar_feed_gone'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v_me));
end $$;

-- What the calendar of that fingerprint's owner follows; null for an address that opens nothing, or whose owner is
-- suspended. A trial is nobody's visit. What a calendar may show of each is decided by whoever asks.
create or replace function private.calendar_feed(p_fingerprint text) returns jsonb
language plpgsql set search_path = ''
as $$
declare v_owner uuid;
begin
    select f.user_id into v_owner from private.calendar_feeds f join public.profiles p on p.user_id = f.user_id
    where f.fingerprint = p_fingerprint and not p.suspended;
    if v_owner is null then return null; end if;
    update private.calendar_feeds set read_at = clock_timestamp()
    where user_id = v_owner and (read_at is null or read_at < clock_timestamp() - interval '5 minutes');
    return jsonb_build_object('owner', v_owner, 'visits', (
        select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'starts_at', a.starts_at, 'ends_at', a.ends_at,
            'status', a.status, 'confirmed', a.confirmed, 'version', a.version,
            'changed_at', greatest(a.changed_at, l.updated_at), 'ref', l.ref, 'name', l.name,
            'address', coalesce(a.address, l.address), 'city', l.city, 'assigned_to', a.assigned_to,
            'assigned_name', private.person_name(a.assigned_to)) order by a.starts_at, a.id), '[]')
        from public.appointments a join public.leads l on l.id = a.lead_id
        where not a.is_test and a.starts_at > now() - interval '14 days'
          and a.starts_at < now() + interval '120 days'));
end $$;
