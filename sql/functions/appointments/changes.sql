-- What a call does to a visit that stands, whoever booked it: Python decides which one is meant, here it is done once.

-- The visits to come that may be a caller's, cancelled ones too: by the number that shows or was given, by the file's
-- number, or booked in this very call. What a test booked is a test's own.
create or replace function private.visits_of(p_vapi_call_id text, p_caller text, p_phone text, p_ref text,
    p_at timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
    select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'starts_at', a.starts_at,
        'minutes', round(extract(epoch from a.ends_at - a.starts_at) / 60), 'booked', a.status = 'booked' or a.is_test,
        'address', coalesce(a.address, l.address), 'name', l.name, 'phone', l.phone, 'ref', l.ref,
        'booked_from', c.caller_number, 'in_this_call', coalesce(c.vapi_call_id = p_vapi_call_id, false))
        order by a.starts_at), '[]')
    from (select x.id from public.leads f join public.appointments x on x.lead_id = f.id
          where f.phone in (p_caller, p_phone) or f.ref = p_ref
          union
          select x.id from public.vapi_calls o join public.appointments x on x.call_id = o.id
          where o.caller_number = p_caller or o.vapi_call_id = p_vapi_call_id) found
    join public.appointments a on a.id = found.id
    join public.leads l on l.id = a.lead_id
    left join public.vapi_calls c on c.id = a.call_id
    where a.starts_at > p_at and a.status <> 'done' and (not a.is_test or c.vapi_call_id = p_vapi_call_id));
end $$;

-- Moves, cancels or keeps the visit that the step names. `done`; `taken`: the new hour is somebody else's; `gone`: the
-- visit is not any more what Paul was told of.
create or replace function private.change_visit(c public.vapi_calls, p_step jsonb, p_happened_at timestamptz)
    returns text
language plpgsql set search_path = ''
as $$
declare
    v public.appointments;
    v_from timestamptz;
    v_action text := p_step ->> 'action';
begin
    perform pg_advisory_xact_lock(hashtext('drain.book'));
    select * into v from public.appointments where id = (p_step ->> 'visit_id')::uuid for no key update;
    v_from := v.starts_at;
    if v.id is null or v.status <> 'booked' and not v.is_test
            or v_from <> (p_step ->> 'visit_starts_at')::timestamptz then
        return 'gone';
    end if;
    if v_action = 'move' then
        v := private.reschedule(v, (p_step ->> 'starts_at')::timestamptz, (p_step ->> 'minutes')::integer);
        if v.id is null then return 'taken'; end if;
        perform private.booked_for(v.lead_id);
    elsif v_action = 'cancel' then
        update public.appointments set status = 'cancelled' where id = v.id;
        update public.leads l set status = 'called_back', updated_at = now()
        where l.id = v.lead_id and l.status in ('new', 'booked')
          and not exists (select 1 from public.appointments o where o.lead_id = l.id and o.status = 'booked');
    end if;
    perform private.note_change(v, c, p_step, case v_action when 'move' then 'moved' when 'cancel' then 'cancelled'
        else 'kept' end, v_from, p_happened_at);
    perform private.settle_wishes(c.id, case v_action when 'cancel' then 'called_back' else 'booked' end,
        p_happened_at);
    if v.call_id is distinct from c.id and v.call_id is not null then perform private.settle_call(v.call_id); end if;
    return 'done';
end $$;

-- Null when somebody else has that hour. An hour that the caller agreed to just now is confirmed.
create or replace function private.reschedule(v public.appointments, p_starts_at timestamptz, p_minutes integer)
    returns public.appointments
language plpgsql set search_path = ''
as $$
declare v_ends timestamptz := p_starts_at + make_interval(mins => p_minutes);
begin
    update public.appointments a set starts_at = p_starts_at, ends_at = v_ends, confirmed = true,
        busy = tstzrange(p_starts_at, v_ends + make_interval(mins => s.travel_minutes))
    from public.booking_settings s where a.id = v.id returning a.* into v;
    return v;
exception when exclusion_violation then
    return null;
end $$;

-- The change, its line in the trail, and word to whoever drives there. While the visit's own alert waits nothing more
-- is raised: that one tells of the visit as it stands when it leaves.
create or replace function private.note_change(v public.appointments, c public.vapi_calls, p_step jsonb,
    p_kind text, p_from timestamptz, p_requested_at timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
declare
    v_id uuid;
    v_to timestamptz := case p_kind when 'moved' then v.starts_at end;
    v_cause text;
begin
    insert into public.appointment_changes (call_id, tool_call_id, appointment_id, kind, from_starts_at, to_starts_at,
                                            said, requested_at)
    values (c.id, p_step ->> 'id', v.id, p_kind, p_from, v_to, p_step ->> 'said', p_requested_at)
    on conflict (call_id, tool_call_id) do nothing returning id into v_id;
    if v_id is null or p_kind = 'kept' then return; end if;
    insert into public.audit_log (request_id, action, subject_type, subject_id, changes, result)
    values (v_id, 'visit_' || p_kind, 'appointment', v.id::text, jsonb_strip_nulls(jsonb_build_object('was_at', p_from,
        'is_at', v_to)), '{}');
    -- Its words change: a worker that has read them by now reads them again.
    update public.alerts a set version = a.version + 1
    where a.cause_key = 'appointment:' || v.id and a.state = 'waiting' and a.bundled_in is null;
    if found or not private.is_news() then return; end if;
    v_cause := 'visit:' || v_id;
    perform private.raise_alert('appointment', v_cause, v.lead_id, c.id, case p_kind
        when 'moved' then private.coded('visit_moved', jsonb_build_object('from', p_from, 'to', v_to))
        else private.coded('visit_cancelled', jsonb_build_object('from', p_from)) end, v.is_test, v.is_demo);
    -- Somebody may be about to leave for it.
    update public.alerts set due_at = clock_timestamp(), reason = null
    where cause_key = v_cause and state = 'waiting' and p_from < p_requested_at + interval '1 day';
end $$;

-- A change that a person has to make: the file is open again, whatever was booked, and whoever looks is told.
create or replace function private.ask_change(c public.vapi_calls, p_tool_call_id text, p_ref text,
    p_requested_at timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
declare
    l public.leads;
    v_id uuid;
begin
    insert into public.appointment_changes (call_id, tool_call_id, kind, requested_at)
    values (c.id, p_tool_call_id, 'asked', p_requested_at)
    on conflict (call_id, tool_call_id) do nothing returning id into v_id;
    update public.leads set status = 'new', updated_at = now()
    where ref = p_ref and status in ('booked', 'called_back') returning * into l;
    -- A file that is new has its alert; one that has not left yet tells of the file as it stands.
    if l.id is not null and v_id is not null and private.is_news() and private.unsent_alert(l) is null then
        perform private.raise_alert('lead', 'visit:' || v_id, l.id, c.id, null, l.is_test, l.is_demo);
    end if;
end $$;

-- The caller got what the earlier questions of this call were about: what was kept of them waits for nobody any more,
-- and an alert that has not left yet would speak of what is over. What was asked after p_at, and came before it, stays.
create or replace function private.settle_wishes(p_call_id uuid, p_status text, p_at timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
    -- What is asked in one message is dated a millionth of a second apart.
    v_until timestamptz := p_at + interval '1 millisecond';
begin
    -- Most calls asked for nothing else.
    if not exists (select 1 from public.leads l where l.call_id = p_call_id and l.status = 'new'
                   and l.source = 'booking' and l.created_at < v_until)
            and not exists (select 1 from public.appointment_changes x where x.call_id = p_call_id
                            and x.kind = 'asked' and x.requested_at < v_until) then
        return;
    end if;
    with settled as (
        update public.leads l set status = p_status, updated_at = now()
        where l.call_id = p_call_id and l.status = 'new' and l.source = 'booking'
          and l.created_at < v_until
          and not exists (select 1 from public.appointments a where a.lead_id = l.id and a.status = 'booked')
        returning 'lead:' || l.id as cause_key)
    delete from public.alerts a
    where a.cause_key = any (array(select s.cause_key from settled s union all
                                   select 'visit:' || x.id from public.appointment_changes x
                                   where x.call_id = p_call_id and x.kind = 'asked'
                                     and x.requested_at < v_until))
      and a.state = 'waiting' and a.lease_until is null
      and not exists (select 1 from public.alert_attempts t where t.alert_id = a.id);
end $$;
