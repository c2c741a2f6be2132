-- Corrects what we hold: on every lead of the file, and the name on its calls. The messages stay as they were received.
create or replace function public.correct_person(p_request_id uuid, p_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    s private.person_rows;
    v_done jsonb;
    v_leads integer;
    v_calls integer;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_lengths(p_fields);
    perform private.check_fields(p_fields, array['name', 'phone', 'address', 'city', 'postal_code']);
    p_fields := (select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each_text(p_fields) as x (k, v)
                 where btrim(v) <> '');
    if p_fields = '{}' then perform private.refuse('nothing_to_correct'); end if;
    select * into r from public.privacy_requests where id = p_id and state = 'open' for update;
    if not found then perform private.refuse('request_closed'); end if;
    v_done := private.begin_action(p_request_id, 'correct_person', 'privacy_request', p_id::text,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)), p_fields);
    if v_done is not null then return v_done; end if;
    s := private.person_rows(r);
    update public.leads l set name = coalesce(p_fields ->> 'name', l.name),
        phone = coalesce(p_fields ->> 'phone', l.phone),
        address = coalesce(p_fields ->> 'address', l.address), city = coalesce(p_fields ->> 'city', l.city),
        postal_code = coalesce(p_fields ->> 'postal_code', l.postal_code), version = l.version + 1, updated_at = now()
    where l.id = any (s.leads);
    get diagnostics v_leads = row_count;
    update public.vapi_calls c set caller_name = coalesce(p_fields ->> 'name', c.caller_name)
    where c.id = any (s.calls) and c.caller_name is not null and p_fields ? 'name';
    get diagnostics v_calls = row_count;
    -- The file follows the person under the new name or number; the old number still finds their calls.
    update public.privacy_requests set corrected_at = clock_timestamp(), full_name = case when full_name is not null
        then coalesce(p_fields ->> 'name', full_name) end where id = p_id;
    return private.end_action(p_request_id, jsonb_build_object('leads', v_leads, 'calls', v_calls));
exception
    when check_violation then perform private.refuse('correction_invalid'); return null;
    when unique_violation then
        perform private.refuse('correction_meets_another_lead');
        return null;
end $$;
