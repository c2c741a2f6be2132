-- Calls that the webhook should have told us of and did not, and those whose end never came.

-- Of the calls that Vapi lists, those that are missing or unfinished here; one that was erased is not missing. p_grace:
-- how long their messages may still be on the way, retries included. A tool of ours that nobody answered was asked
-- while the webhook was away.
create or replace function private.calls_to_catch_up(p_calls jsonb, p_grace interval) returns setof text
language sql stable set search_path = ''
as $$
    select x.vapi_call_id
    from jsonb_to_recordset(p_calls) as x(vapi_call_id text, created_at timestamptz, ended boolean,
        ended_at timestamptz)
    left join public.vapi_calls c on c.vapi_call_id = x.vapi_call_id
    where case when x.ended then x.ended_at <= clock_timestamp() - p_grace
                   and (c.reported_at is null or exists (
                        select 1 from public.call_logs g where g.call_id = c.id and g.kind = 'tool'
                            and g.answered_at is null
                          and g.tool_name in ('enregistrer_lead', 'consulter_disponibilites', 'prendre_rendez_vous')))
               else c.id is null and x.created_at <= clock_timestamp() - p_grace end
      and not private.is_erased(x.vapi_call_id)
$$;

create or replace function private.mark_caught_up(p_vapi_call_id text) returns boolean
language sql set search_path = ''
as $$
    -- A trial's own leg never tells the webhook anything: that it is found in the list is no accident.
    update public.vapi_calls set caught_up_at = coalesce(caught_up_at, clock_timestamp())
    where vapi_call_id = p_vapi_call_id and not is_test returning true
$$;
