-- Fewer statements for each message taken in, changing nothing of what it means: what a statement costs here is mostly its
-- start, and a message that says nothing new of its call needs only one.

-- Inlined where it is used; it names nothing outside pg_catalog.
alter function private.fold(text) reset all;
alter function private.number_words(text) reset all;

create or replace function private.receive_event(
    p_key text, p_type text, p_vapi_call_id text, p_happened_at timestamptz, p_received_at timestamptz, p_via text,
    p_body text, p_facts jsonb, p_steps jsonb, p_error text, out outcome text, out answers jsonb)
-- All that happens below looks a few rows up. Planned once a connection: an array of keys makes Postgres plan anew each time.
-- And planned for tables that grow: a plan made on an empty one reads it whole until it is next analysed.
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off
-- Before Postgres 18 a table without an index to use costs so much, under these, that its plan would be compiled.
set jit = off
as $$
declare
    v_id bigint;
    v_again boolean := false;
    v_error text := p_error;
    -- Told a day late: it is kept and applied, and nobody is woken for it.
    v_old_news boolean := p_received_at < now() - interval '24 hours';
begin
    if v_old_news then perform set_config('drain.old_news', 'on', true); end if;
    insert into private.inbox (dedupe_key, type, vapi_call_id, happened_at, received_at, via, body)
    select p_key, p_type, p_vapi_call_id, p_happened_at, coalesce(p_received_at, clock_timestamp()), p_via, p_body
    where not exists (select 1 from private.erased_calls e where e.digest = private.call_digest(p_vapi_call_id))
    on conflict (dedupe_key) do nothing returning id into v_id;
    if v_id is null then
        outcome := 'duplicate';
        if p_vapi_call_id is not null and private.is_erased(p_vapi_call_id) then
            if v_old_news then perform set_config('drain.old_news', 'off', true); end if;
            return;
        end if;
        select i.id, i.applied_at is null into v_id, v_again from private.inbox i where i.dedupe_key = p_key for update;
        -- Paul asked the same again: he hears the same again.
        if not v_again and p_steps is not null then answers := private.carry_out(p_facts, p_happened_at, p_steps); end if;
        if not v_again then
            if v_old_news then perform set_config('drain.old_news', 'off', true); end if;
            return;
        end if;
    end if;
    if v_error is null then
        begin
            if p_steps is not null then
                answers := private.carry_out(p_facts, p_happened_at, p_steps);
            elsif p_facts is not null then
                perform private.apply_facts(p_facts, p_happened_at);
            end if;
            if v_again then
                update private.inbox set applied_at = now(), error = null, due_at = null where id = v_id;
            end if;
            outcome := case when p_facts is null then 'stored' else 'applied' end;
        exception
            -- A lost race is not the message's fault: the whole transaction is tried again by the caller.
            when deadlock_detected or serialization_failure or query_canceled then raise;
            when others then v_error := left(sqlstate || ': ' || sqlerrm, 500);
        end;
    end if;
    if v_old_news then perform set_config('drain.old_news', 'off', true); end if;
    if v_error is not null then
        update private.inbox set applied_at = null, error = v_error, due_at = now() + interval '1 minute' where id = v_id;
        outcome := 'failed';
        answers := null;
    end if;
end $$;

drop function private.receive_any_event(text, text, text, timestamptz, timestamptz, text, text, jsonb, jsonb, text);

-- The call that these facts name, when they add nothing to what is known of it; null when there is something to learn.
create function private.known_call(p_call jsonb, p_happened_at timestamptz) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select c.id from public.vapi_calls c, jsonb_to_record(p_call) as f(type text, status text, created_at timestamptz,
            started_at timestamptz, caller_number text, caller_name text, line_number text, is_test boolean, is_demo boolean)
        where c.vapi_call_id = p_call ->> 'vapi_call_id'
          and c.created_at <= coalesce(f.created_at, f.started_at, p_happened_at)
          and coalesce(private.status_rank(f.status) <= private.status_rank(c.status), true)
          and (c.started_at is not null or f.started_at is null) and (c.type is not null or f.type is null)
          and (c.caller_number is not null or f.caller_number is null)
          and (c.caller_name is not null or f.caller_name is null)
          and (c.line_number is not null or f.line_number is null)
          and (c.is_test or f.is_test is not true) and (c.is_demo or f.is_demo is not true));
end $$;

create or replace function private.apply_facts(p_facts jsonb, p_happened_at timestamptz) returns uuid
language plpgsql set search_path = ''
as $$
declare
    v_kind text := p_facts ->> 'kind';
    v_passing boolean := v_kind in ('touch', 'happening', 'said');
    v_id uuid;
    c public.vapi_calls;
begin
    if jsonb_typeof(p_facts -> 'call') is distinct from 'object' then return null; end if;
    if v_passing then v_id := private.known_call(p_facts -> 'call', p_happened_at); end if;
    if v_id is null then
        -- A message that only proves that the call goes on needs no lock on it.
        c := private.touch_call(p_facts -> 'call', p_happened_at, not v_passing);
        v_id := c.id;
    end if;
    case v_kind
        when 'status' then perform private.apply_status(c, p_facts, p_happened_at);
        when 'report' then perform private.apply_report(c, p_facts, p_happened_at);
        when 'said' then perform private.apply_said(v_id, p_facts -> 'line');
        when 'happening' then perform private.apply_happening(v_id, p_facts ->> 'happening', p_happened_at);
        else null;
    end case;
    return v_id;
end $$;

drop function private.apply_said(public.vapi_calls, jsonb);
drop function private.apply_happening(public.vapi_calls, jsonb, timestamptz);

create function private.apply_said(p_call_id uuid, p_line jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.call_logs (call_id, at, kind, speaker, text, source)
    select c.id, (p_line ->> 'at')::timestamptz, 'said', p_line ->> 'speaker', p_line ->> 'text', 'live'
    -- One after the other with the report, whose own lines replace these.
    from (select x.id, x.report_has_lines from public.vapi_calls x where x.id = p_call_id for no key update) c
    where not c.report_has_lines;
end $$;

create function private.apply_happening(p_call_id uuid, p_happening text, p_happened_at timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.call_logs (call_id, at, kind, text, source)
    values (p_call_id, p_happened_at, 'event', p_happening, 'live');
end $$;

create or replace function private.apply_status(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare v_status text := p_facts ->> 'status';
begin
    -- What every message proves was written when the call was looked up.
    if v_status not in ('ended', 'forwarding') and not c.is_test and c.status = private.later_status(c.status, v_status) then
        return;
    end if;
    if v_status = 'forwarding' then c.forwarded_at := least(c.forwarded_at, p_happened_at); end if;
    if v_status = 'ended' then
        if c.reported_at is null or c.ended_reason is null then
            c.ended_reason := p_facts ->> 'ended_reason';
            c.ended_category := p_facts ->> 'ended_category';
        end if;
        if c.reported_at is null or c.end_is_guess then
            c.ended_at := greatest(coalesce((p_facts ->> 'ended_at')::timestamptz, p_happened_at), c.started_at);
            c.end_is_guess := false;
        end if;
    end if;
    c.status := private.later_status(c.status, v_status);
    c.outcome := private.call_outcome(c);
    c.needs_callback := private.owes_callback(c, c.outcome);
    update public.vapi_calls set status = c.status, forwarded_at = c.forwarded_at, ended_reason = c.ended_reason,
        ended_category = c.ended_category, ended_at = c.ended_at, end_is_guess = c.end_is_guess, outcome = c.outcome,
        needs_callback = c.needs_callback
    where id = c.id and (status, forwarded_at, ended_reason, ended_at, end_is_guess, outcome, needs_callback) is distinct from
        (c.status, c.forwarded_at, c.ended_reason, c.ended_at, c.end_is_guess, c.outcome, c.needs_callback);
end $$;

create or replace function private.call_changes_latency() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into private.latency_stale (hour) values (date_trunc('hour', new.created_at, 'UTC'));
    if old.created_at <> new.created_at then
        insert into private.latency_stale (hour) values (date_trunc('hour', old.created_at, 'UTC'));
    end if;
    return null;
end $$;
