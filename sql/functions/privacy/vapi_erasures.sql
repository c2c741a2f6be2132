-- Calls to be erased at Vapi too; the worker, which holds the key, asks for it.

create or replace function private.claim_vapi_erasures(p_limit integer)
    returns table (id uuid, vapi_call_id text, attempts smallint)
language sql set search_path = ''
as $$
    update private.vapi_erasures set lease_until = clock_timestamp() + interval '2 minutes', attempts = attempts + 1
    where id in (select e.id from private.vapi_erasures e
                 where e.state = 'asked' and e.due_at <= clock_timestamp()
                     and (e.lease_until is null or e.lease_until < clock_timestamp())
                 order by e.due_at for update skip locked limit p_limit)
    returning id, vapi_call_id, attempts
$$;

-- p_state: erased, gone (Vapi has it no more), or asked again at p_due_at with the reason.
create or replace function private.settle_vapi_erasure(p_id uuid, p_state text, p_reason text, p_due_at timestamptz)
    returns void
language plpgsql set search_path = ''
as $$
declare e private.vapi_erasures;
begin
    select * into e from private.vapi_erasures where id = p_id for update;
    if p_state <> 'asked' then
        update public.vapi_calls set has_recording = false where vapi_call_id = e.vapi_call_id;
    end if;
    update private.vapi_erasures set state = p_state, reason = p_reason, due_at = p_due_at, lease_until = null,
        vapi_call_id = case when p_state = 'asked' then vapi_call_id end,
        done_at = case when p_state <> 'asked' then clock_timestamp() end
    where id = p_id;
end $$;
