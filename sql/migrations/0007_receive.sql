-- The door of the inbox: one statement stores a message and applies it, in one transaction.

create function private.apply_facts(p_facts jsonb, p_happened_at timestamptz) returns uuid
language plpgsql set search_path = ''
as $$
declare c public.vapi_calls;
begin
    if p_facts is null or jsonb_typeof(p_facts -> 'call') is distinct from 'object' then return null; end if;
    -- A message that only proves that the call goes on needs no lock on it.
    c := private.touch_call(p_facts -> 'call', p_happened_at, p_facts ->> 'kind' not in ('touch', 'happening'));
    case p_facts ->> 'kind'
        when 'status' then perform private.apply_status(c, p_facts, p_happened_at);
        when 'report' then perform private.apply_report(c, p_facts, p_happened_at);
        when 'said' then perform private.apply_said(c, p_facts -> 'line');
        when 'happening' then perform private.apply_happening(c, p_facts, p_happened_at);
        else null;
    end case;
    return c.id;
end $$;

-- Stores and applies. `outcome`: applied, duplicate, stored (nothing in it to apply) or failed (kept, with its error).
-- `answers`: one a step of p_steps, what Paul is to hear. A message that failed before is tried again when it comes again.
-- p_error: Python could not read it.
create function private.receive_event(p_key text, p_type text, p_vapi_call_id text, p_happened_at timestamptz,
    p_received_at timestamptz, p_via text, p_body text, p_facts jsonb, p_steps jsonb, p_error text,
    out outcome text, out answers jsonb)
language plpgsql set search_path = ''
as $$
declare
    v_id bigint;
    v_again boolean := false;
    v_error text := p_error;
begin
    insert into private.inbox (dedupe_key, type, vapi_call_id, happened_at, received_at, via, body)
    values (p_key, p_type, p_vapi_call_id, p_happened_at, coalesce(p_received_at, clock_timestamp()), p_via, p_body)
    on conflict (dedupe_key) do nothing returning id into v_id;
    if v_id is null then
        select i.id, i.applied_at is null into v_id, v_again from private.inbox i where i.dedupe_key = p_key for update;
        outcome := 'duplicate';
        -- Paul asked the same again: he hears the same again.
        if not v_again and p_steps is not null then answers := private.carry_out(p_facts, p_happened_at, p_steps); end if;
        if not v_again then return; end if;
    end if;
    if v_error is null then
        begin
            if p_steps is not null then
                answers := private.carry_out(p_facts, p_happened_at, p_steps);
            else
                perform private.apply_facts(p_facts, p_happened_at);
            end if;
            if v_again then
                update private.inbox set applied_at = now(), error = null, due_at = null where id = v_id;
            end if;
            outcome := case when p_facts is null then 'stored' else 'applied' end;
            return;
        exception
            -- A lost race is not the message's fault: the whole transaction is tried again by the caller.
            when deadlock_detected or serialization_failure or query_canceled then raise;
            when others then v_error := left(sqlstate || ': ' || sqlerrm, 500);
        end;
    end if;
    update private.inbox set applied_at = null, error = v_error, due_at = now() + interval '1 minute' where id = v_id;
    outcome := 'failed';
    answers := null;
end $$;
