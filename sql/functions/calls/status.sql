-- What becomes of a call: its status only goes up, its outcome is told from all that is known of it.

-- Rank of a status; a call never goes back to a lower one.
create or replace function private.status_rank(p_status text) returns smallint
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return case p_status when 'scheduled' then 0 when 'queued' then 1 when 'ringing' then 2
        when 'in-progress' then 3 when 'forwarding' then 4 when 'ended' then 5 end;
end $$;

create or replace function private.later_status(p_one text, p_other text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return case when private.status_rank(p_other) > private.status_rank(p_one) then p_other else p_one end;
end $$;

create or replace function private.guard_call() returns trigger language plpgsql set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and private.status_rank(new.status) < private.status_rank(old.status) then
        raise check_violation using message = format('a call cannot go back from %s to %s', old.status, new.status);
    end if;
    return new;
end $$;

create or replace function private.refuse_demo() returns trigger language plpgsql set search_path = ''
as $$
begin
    raise check_violation using message = 'demonstration rows are refused outside the embedded database';
end $$;

-- How a call ended that is our fault, Vapi's or a provider's; the categories are those of backend/vapi.
create or replace function private.is_fault(p_category text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return p_category in ('no_assistant_from_server', 'start_error', 'vapi_fault', 'provider_fault', 'config_fault',
                          'pipeline_legacy', 'unlisted_failure');
end $$;

create or replace function private.call_outcome(c public.vapi_calls) returns text
language plpgsql stable set search_path = ''
as $$
declare v_change text;
begin
    if c.is_test then return 'test'; end if;
    if c.status <> 'ended' then return 'in_progress'; end if;
    if exists (select 1 from public.appointments a where a.call_id = c.id and a.status <> 'cancelled') then
        return 'appointment';
    end if;
    -- What the call did last to a visit that stands, wherever that was booked.
    v_change := (select x.kind from public.appointment_changes x where x.call_id = c.id and x.kind <> 'asked'
                 order by x.requested_at desc, x.id desc limit 1);
    if v_change = 'cancelled' then return 'visit_cancelled'; end if;
    if v_change is not null then return 'appointment'; end if;
    if exists (select 1 from public.leads l where l.call_id = c.id) then return 'lead'; end if;
    return case
        when private.is_fault(c.ended_category) then 'fault'
        when c.transfer_answered then 'transferred'
        -- The whole line was diverted: it rang at the telephone of somebody, which shows who called.
        when c.transfer_answered is null and c.forwarded_at is not null
            and c.ended_reason = 'call.ringing.hook-executed-transfer' then 'transferred'
        -- Put through, and nobody is known to have been there: whatever the reason of the end says, or leaves unsaid,
        -- nobody was reached.
        when c.ended_category = 'transfer' or not c.transfer_answered or c.forwarded_at is not null
            or c.ended_reason in ('assistant-forwarded-call', 'call.ending.hook-executed-transfer')
            or c.ended_reason like 'customer-ended-call-%transfer%'
            then 'transfer_failed'
        when c.ended_reason in ('customer-did-not-answer', 'customer-busy') then 'no_answer'
        when c.ended_category = 'voicemail' then 'voicemail'
        when c.ended_reason = 'silence-timed-out' or c.ended_category = 'no_audio_from_customer' then 'silence'
        when c.ended_category = 'time_limit' then 'time_limit'
        when c.ended_category in ('customer', 'assistant_ended', 'recorded_sentence', 'transport') then 'no_lead'
        else 'unknown' end;
end $$;

-- A caller who left nothing behind, through his own hanging up or our fault, is owed a call, and so is one whose call
-- ended for a reason that nobody knows; one whom Paul himself took leave of (wrong number, unwanted solicitation) is
-- not.
create or replace function private.needs_callback(c public.vapi_calls, p_outcome text) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return c.called_back_at is null and c.classification is null and c.caller_number is not null and not c.is_test
        and coalesce(c.type, 'inboundPhoneCall') = 'inboundPhoneCall'
        and (p_outcome in ('fault', 'transfer_failed', 'silence', 'time_limit', 'unknown')
             or p_outcome = 'no_lead' and c.ended_category is distinct from 'assistant_ended');
end $$;

-- Outcome and callback of a call, told anew; written only when one of them changes.
create or replace function private.settle_call(p_call_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
    update public.vapi_calls c set outcome = s.outcome, needs_callback = s.owed
    from (select x.id, o.outcome, private.needs_callback(x, o.outcome) as owed
          from public.vapi_calls x, lateral (select private.call_outcome(x) as outcome) o where x.id = p_call_id) s
    where c.id = s.id and (c.outcome, c.needs_callback) is distinct from (s.outcome, s.owed);
end $$;
