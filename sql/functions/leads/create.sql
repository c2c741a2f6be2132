-- A lead that no call of Paul's brought: somebody rang a person directly. Whoever writes it down is not told of it.
create or replace function public.create_lead(p_request_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    c public.vapi_calls;
    v public.leads;
    v_done jsonb;
    v_fields jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.check_lengths(p_fields);
    perform private.check_fields(p_fields, array['name', 'phone', 'address', 'city', 'service', 'description',
        'urgency', 'note'], 5000);
    v_fields := (select coalesce(jsonb_object_agg(k, btrim(x)), '{}') from jsonb_each_text(p_fields) as f (k, x)
                 where btrim(x) <> '');
    if not v_fields ?| array['name', 'phone', 'description'] then perform private.refuse('lead_empty'); end if;
    v_done := private.begin_action(p_request_id, 'create_lead', 'lead', null, jsonb_build_object('fields',
        (select jsonb_agg(k) from jsonb_object_keys(v_fields) k)), v_fields);
    if v_done is not null then return v_done; end if;
    c.is_test := false;
    c.is_demo := false;
    v := private.new_lead(c, jsonb_populate_record(null::public.leads, jsonb_build_object('name', v_fields -> 'name',
        'phone', v_fields -> 'phone', 'address', v_fields -> 'address', 'city', v_fields -> 'city',
        'service', v_fields -> 'service', 'description', v_fields -> 'description',
        'urgency', v_fields -> 'urgency')), 'console', now(), '');
    perform private.write_note(v.id, v_fields ->> 'note');
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'ref', v.ref));
exception when check_violation then
    perform private.refuse('lead_invalid');
    return null;
end $$;
