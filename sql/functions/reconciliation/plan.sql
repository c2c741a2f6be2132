-- Takes one comparison that is due; null when none is. A dead worker's lease runs out by itself. The last hours reach
-- back to the last comparison that succeeded, so that nothing falls between two.
create or replace function private.claim_reconciliation() returns jsonb
language plpgsql set search_path = ''
as $$
declare
    v_kind text;
    v_since timestamptz;
    v_id bigint;
begin
    update private.reconciliation_plan set lease_until = clock_timestamp() + interval '10 minutes'
    where kind = (select kind from private.reconciliation_plan
                  where due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                  order by due_at for update skip locked limit 1)
    returning kind into v_kind;
    if v_kind is null then return null; end if;
    select max(started_at) - interval '1 hour' into v_since from private.reconciliations where error is null
        and finished_at is not null;
    v_since := case v_kind when 'recent' then least(v_since, now() - interval '6 hours') end;
    insert into private.reconciliations (kind, since)
    values (v_kind, greatest(v_since, now() - interval '14 days')) returning id, since into v_id, v_since;
    return jsonb_build_object('id', v_id, 'kind', v_kind, 'since', v_since);
end $$;

create or replace function private.next_reconciliation(p_kind text, p_error text, p_gap integer) returns timestamptz
language sql stable set search_path = ''
as $$
    -- Vapi away: asked again soon, for no answer costs nothing.
    select case when p_error = 'away' then now() + interval '15 seconds'
        when p_error is not null then now() + interval '1 minute'
        when p_kind = 'recent' then now() + interval '3 minutes'
        when p_gap > 0 then now() + interval '15 minutes'
        else (private.local_day(now() + interval '20 hours 30 minutes') at time zone 'America/Toronto'
              + interval '3 hours 30 minutes')
            at time zone 'America/Toronto' end
$$;

-- What the comparison came to. Calls that never reached us are a failure of the webhook, which a person must hear of.
create or replace function private.finish_reconciliation(p_id bigint, p_simulated boolean, p_requests integer,
    p_ids text[], p_found integer, p_caught_up integer, p_missed integer, p_error text) returns void
language plpgsql set search_path = ''
as $$
declare
    r private.reconciliations;
    v_extra uuid[] := '{}';
    v_hour text := to_char(now() at time zone 'America/Toronto', 'YYYY-MM-DD-HH24');
begin
    select * into r from private.reconciliations where id = p_id;
    if p_error is null then
        -- The demonstration's calls are known to the stand-in alone.
        select coalesce(array_agg(c.id order by c.created_at desc), '{}') into v_extra from public.vapi_calls c
        where c.created_at >= r.since and c.created_at < r.started_at - interval '2 minutes'
          and c.vapi_call_id not like 'derived:%' and c.vapi_call_id <> all (p_ids) and (p_simulated or not c.is_demo);
    end if;
    update private.reconciliations set finished_at = clock_timestamp(), simulated = p_simulated, requests = p_requests,
        seen = cardinality(p_ids), found = p_found, caught_up = p_caught_up, gap = p_found - p_caught_up,
        missed = p_missed, extra = cardinality(v_extra), extra_ids = v_extra[1:100], error = p_error
    where id = p_id;
    update private.reconciliation_plan set lease_until = null,
        due_at = private.next_reconciliation(kind, p_error, p_found - p_caught_up)
    where kind = r.kind;
    if p_missed > 0 then
        perform private.raise_alert('no_webhook', 'caught_up:' || v_hour, null, null,
            private.coded('caught_up', jsonb_build_object('calls', p_missed)), false, p_simulated);
    end if;
    delete from private.reconciliations where started_at < now() - interval '30 days';
end $$;
