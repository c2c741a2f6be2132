-- The inbox: one statement stores messages and applies each, in one transaction.

-- Outcome and answers of each message, in their order. The raw bodies come apart from the rest, so that nothing has to
-- parse them again.
create or replace function private.receive_events(p_messages jsonb, p_bodies text[])
    returns table (outcome text, answers jsonb)
-- All that happens below looks a few rows up. Planned once a connection: an array of keys makes Postgres plan anew each
-- time. And planned for tables that grow: a plan made on an empty one reads it whole until it is next analysed.
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off
-- Before Postgres 18 a table without an index to use costs so much, under these, that its plan would be compiled.
set jit = off
as $$
declare
    m private.received;
    v_ids bigint[];
    r record;
begin
    v_ids := private.keep_messages(p_messages, p_bodies);
    -- Assigned, not selected: a plan that is run for each message costs more than what it does.
    for n in 1 .. cardinality(p_bodies) loop
        m := jsonb_populate_record(null::private.received, p_messages -> (n - 1));
        r := private.receive_event(v_ids[n], m.key, m.vapi_call_id, m.happened_at, m.received_at, m.facts, m.steps,
            m.error);
        outcome := r.outcome;
        answers := r.answers;
        return next;
    end loop;
end $$;

-- Their rows of the inbox, in one statement for all; null for those that are there already, and for those of a call
-- that was erased.
create or replace function private.keep_messages(p_messages jsonb, p_bodies text[]) returns bigint[]
language plpgsql set search_path = ''
as $$
declare
    v_kept bigint[];
    v_keys text[];
    v_ids bigint[];
    v_next integer := 1;
begin
    with kept as (
        insert into private.inbox (dedupe_key, type, vapi_call_id, happened_at, received_at, via, body)
        select m.key, m.type, m.vapi_call_id, m.happened_at, coalesce(m.received_at, clock_timestamp()), m.via,
               p_bodies[m.n]
        from rows from (jsonb_to_recordset(p_messages) as (key text, type text, vapi_call_id text,
            happened_at timestamptz, received_at timestamptz, via text)) with ordinality
            as m(key, type, vapi_call_id, happened_at, received_at, via, n)
        -- Looked up for each as it comes, never joined: that may read all that was ever erased.
        where (select true from private.erased_calls e where e.digest = private.call_digest(m.vapi_call_id)) is null
        on conflict (dedupe_key) do nothing returning id, dedupe_key)
    select array_agg(k.id order by k.id), array_agg(k.dedupe_key order by k.id) into v_kept, v_keys from kept k;
    for n in 1 .. cardinality(p_bodies) loop
        if p_messages -> (n - 1) ->> 'key' = v_keys[v_next] then
            v_ids[n] := v_kept[v_next];
            v_next := v_next + 1;
        end if;
    end loop;
    return v_ids;
end $$;

-- p_id: its row of the inbox, null when it was not kept just now.
create or replace function private.receive_event(p_id bigint, p_key text, p_vapi_call_id text,
    p_happened_at timestamptz, p_received_at timestamptz, p_facts jsonb, p_steps jsonb, p_error text, out outcome text,
    out answers jsonb)
language plpgsql set search_path = ''
as $$
declare
    v_id bigint := p_id;
    v_again boolean := p_id is null;
    v_failed boolean;
    v_error text := p_error;
    v_call_id text;
    -- Told a day late: it is kept and applied, and nobody is woken for it.
    v_old_news boolean := p_received_at < now() - interval '24 hours';
begin
    if v_again then
        outcome := 'duplicate';
        if private.is_erased(p_vapi_call_id) then return; end if;
        select i.id, i.applied_at is null into v_id, v_failed from private.inbox i where i.dedupe_key = p_key
            for update;
        -- It went while we looked: nobody keeps it, and the whole transaction is tried again by the caller.
        if not found then raise serialization_failure using message = 'message_went'; end if;
    end if;
    if v_old_news then perform set_config('drain.old_news', 'on', true); end if;
    -- Of what is applied already only the tool calls are looked at: Paul asked the same again, he hears the same again.
    if v_error is null and (not v_again or v_failed or p_steps is not null) then
        begin
            if p_steps is not null then
                answers := private.carry_out(p_facts, p_happened_at, p_steps);
            elsif p_facts is not null then
                perform private.apply_facts(p_facts, p_happened_at);
            end if;
            if v_failed then
                update private.inbox set applied_at = now(), error = null, due_at = null where id = v_id;
            end if;
            if not v_again or v_failed then
                outcome := case when p_facts is null then 'stored' else 'applied' end;
            end if;
        exception
            when sqlstate 'DF490' then
                -- It waits outside, with all that was said so far, to be told anew.
                get stacked diagnostics v_call_id = pg_exception_detail;
                if not v_again then delete from private.inbox where id = v_id; end if;
                outcome := 'stale';
                answers := private.said_in(v_call_id::uuid);
            -- A lost race is not the message's fault: the whole transaction is tried again by the caller.
            when deadlock_detected or serialization_failure or query_canceled then raise;
            when others then
                if v_again and not v_failed then raise; end if;
                v_error := left(sqlstate || ': ' || sqlerrm, 500);
        end;
    end if;
    if v_old_news then perform set_config('drain.old_news', 'off', true); end if;
    if v_error is not null and (not v_again or v_failed) then
        update private.inbox set applied_at = null, error = v_error, due_at = now() + interval '1 minute'
            where id = v_id;
        outcome := 'failed';
        answers := null;
    end if;
end $$;

-- All that was said in a call, for Python to tell its people from.
create or replace function private.said_in(p_call_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('call_id', p_call_id, 'statements', coalesce(jsonb_agg(to_jsonb(s)
        - array['call_id', 'lead_id']), '[]')) from private.statements s where s.call_id = p_call_id
$$;

-- The call that these facts name, when they add nothing to what is known of it; null when there is something to learn.
create or replace function private.known_call(p_call jsonb, p_happened_at timestamptz) returns uuid
language plpgsql stable set search_path = ''
as $$
declare
    f private.told_call := jsonb_populate_record(null::private.told_call, p_call);
    v_id uuid;
begin
    select c.id into v_id from public.vapi_calls c
    where c.vapi_call_id = f.vapi_call_id
      and c.created_at <= coalesce(f.created_at, f.started_at, p_happened_at)
      and (f.status = c.status or coalesce(private.status_rank(f.status) <= private.status_rank(c.status), true))
      and (c.started_at is not null or f.started_at is null) and (c.type is not null or f.type is null)
      and (c.caller_number is not null or f.caller_number is null)
      and (c.caller_name is not null or f.caller_name is null)
      and (c.line_number is not null or f.line_number is null)
      and (c.is_test or f.is_test is not true) and (c.is_demo or f.is_demo is not true);
    return v_id;
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

-- Carries one tool call out; false when the slot it wanted is taken. `ref` is the number of the lead it made, if any.
create or replace function private.use_tool(c public.vapi_calls, p_step jsonb, p_happened_at timestamptz,
    out done boolean, out ref text)
language plpgsql set search_path = ''
as $$
declare
    v_lead public.leads;
    v_visit public.appointments;
    v_action text := p_step ->> 'action';
begin
    done := true;
    if v_action = 'say' then return; end if;
    v_lead := private.write_people(c, p_step -> 'told', 'tool:' || (p_step ->> 'id'));
    if v_lead.id is null then raise exception 'told_of_nobody'; end if;
    ref := v_lead.ref;
    if v_action <> 'book' then return; end if;
    v_visit := private.book_step(v_lead, c, p_step, p_happened_at);
    if v_visit.id is not null then return; end if;
    done := p_step ->> 'wish' is not null;
    if done then perform private.note_wish(c.id, p_step ->> 'id', v_lead.id, p_step ->> 'wish'); end if;
end $$;

-- The call with what a message repeats about it: what is known stays, what is missing is filled.
create or replace function private.learn(v public.vapi_calls, p_call jsonb, p_created_at timestamptz)
    returns public.vapi_calls
language plpgsql stable set search_path = ''
as $$
begin
    v.created_at := least(v.created_at, p_created_at);
    v.status := private.later_status(v.status, p_call ->> 'status');
    v.started_at := coalesce(v.started_at, (p_call ->> 'started_at')::timestamptz);
    if v.ended_at < v.started_at then v.ended_at := v.started_at; end if;
    v.type := coalesce(v.type, p_call ->> 'type');
    v.caller_number := coalesce(v.caller_number, p_call ->> 'caller_number');
    v.caller_name := coalesce(v.caller_name, p_call ->> 'caller_name');
    v.line_number := coalesce(v.line_number, p_call ->> 'line_number');
    v.is_test := v.is_test or coalesce((p_call ->> 'is_test')::boolean, false);
    v.is_demo := v.is_demo or coalesce((p_call ->> 'is_demo')::boolean, false);
    return v;
end $$;
