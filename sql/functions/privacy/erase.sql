-- Erasing a person: asked for by a person, carried out by the worker; and nothing brings back what was erased.

create or replace function private.call_digest(p_vapi_call_id text) returns bytea
language plpgsql immutable parallel safe set search_path = ''
as $$ begin return sha256(convert_to(p_vapi_call_id, 'UTF8')); end $$;

create or replace function private.is_erased(p_vapi_call_id text) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (select 1 from private.erased_calls where digest = private.call_digest(p_vapi_call_id));
end $$;

-- Takes out what these lines say of a person. What was done stays, and the chain tells that they were redacted.
create or replace function private.redact_lines(p_lines uuid[]) returns integer
language plpgsql set search_path = ''
as $$
declare
    a public.audit_log;
    n integer := 0;
begin
    perform set_config('drain.redacting', 'on', true);
    for a in update public.audit_log set changes = '{"redacted": true}', result = '{"redacted": true}'
             where request_id = any (p_lines) returning * loop
        perform private.add_link(a.request_id, 'redaction', private.line_digest(a));
        n := n + 1;
    end loop;
    perform set_config('drain.redacting', 'off', true);
    return n;
end $$;

-- The rows themselves: those that the file showed, and no others. What each table lost is the certificate.
create or replace function private.erase_rows(v private.person_rows, p_request_id uuid) returns jsonb
language plpgsql set search_path = ''
as $$
declare
    v_counts jsonb := private.person_counts(v);
    v_names text[] := array(select vapi_call_id from public.vapi_calls where id = any (v.calls));
    v_phones text[] := array(select distinct phone from public.leads where id = any (v.leads) and phone is not null);
begin
    insert into private.erased_calls (digest) select private.call_digest(x) from unnest(v_names) x
        on conflict do nothing;
    insert into private.vapi_erasures (vapi_call_id, request_id)
    select x, p_request_id from unnest(v_names) x where x not like 'derived:%'
    on conflict (vapi_call_id) do update set request_id = excluded.request_id, state = 'asked',
        due_at = clock_timestamp();
    delete from private.inbox where id = any (v.messages);
    delete from private.brevo_events where id = any (v.receipts);
    delete from public.alerts where id = any (v.alerts);
    delete from public.leads where id = any (v.leads);
    delete from public.appointments where id = any (v.appointments);
    update public.test_calls set vapi_call_id = null where vapi_call_id = any (v_names);
    delete from public.test_calls where id = any (v.trials);
    delete from public.vapi_calls where id = any (v.calls);
    perform private.forget_number(x) from unnest(v_phones) x;
    perform private.redact_lines(v.trail);
    return v_counts;
end $$;

-- The owner's word erases; an administrator's waits for it.
create or replace function public.erase_person(p_request_id uuid, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    v_done jsonb;
    v_is_owner boolean;
begin
    perform private.require_role('owner', 'admin');
    v_is_owner := private.app_role() = 'owner';
    v_done := private.begin_action(p_request_id, case when v_is_owner then 'erase_person' else 'ask_erasure' end,
        'privacy_request', p_id::text);
    if v_done is not null then return v_done; end if;
    select * into r from public.privacy_requests where id = p_id and state = 'open' for update;
    if not found then perform private.refuse('request_closed'); end if;
    if r.full_name is null and private.shares_number(r) then perform private.refuse('number_of_several'); end if;
    if v_is_owner then
        update public.privacy_requests set state = 'erasing', due_at = clock_timestamp() where id = p_id;
        perform pg_notify('drain_work', 'privacy');
    else
        update public.privacy_requests set erasure_asked_at = clock_timestamp(), erasure_asked_by = auth.uid()
        where id = p_id;
    end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_id, 'confirmed', v_is_owner));
end $$;

create or replace function private.claim_erasure() returns uuid
language sql set search_path = ''
as $$
    update public.privacy_requests set lease_until = clock_timestamp() + interval '15 minutes'
    where id = (select id from public.privacy_requests
                where state = 'erasing' and certificate is null and due_at <= clock_timestamp()
                  and (lease_until is null or lease_until < clock_timestamp())
                order by due_at for update skip locked limit 1)
    returning id
$$;

-- One transaction: either nothing of the person is left in the database, or nothing was touched. A call that comes
-- meanwhile is new, and not of what was asked to be erased.
create or replace function private.carry_out_erasure(p_id uuid) returns jsonb
language plpgsql set search_path = ''
as $$
declare
    r public.privacy_requests;
    s private.person_rows;
    v jsonb;
begin
    select * into r from public.privacy_requests where id = p_id and state = 'erasing' and certificate is null
        for update;
    if not found then return null; end if;
    -- The calls are locked first, in one order: a message that is being applied ends, the next one is dropped. Then all
    -- that was noted until now is looked for once more.
    perform 1 from public.vapi_calls where id = any ((private.person_rows(r)).calls) order by id for update;
    s := private.person_rows(r);
    v := private.erase_rows(s, p_id)
        || jsonb_build_object('erased_at', clock_timestamp(), 'copies_until', private.copies_until(),
            -- Of the team's own lists, which an erasure leaves alone: how many lines still bear the number or the name.
            'team', (select jsonb_array_length(t -> 'recipients') + jsonb_array_length(t -> 'accounts')
                     from private.person_team(r.phone, r.full_name) t),
            'journal', (select jsonb_build_object('at', b.at, 'length', b.value) from private.probes b
                        where b.name = 'journal_length' order by b.at desc limit 1));
    update public.privacy_requests set certificate = v, phone = null, full_name = null, extra_calls = '{}',
        left_out = '{}', extra_messages = '{}', extra_receipts = '{}',
        lease_until = null, state = 'closed', outcome = 'erased', closed_at = clock_timestamp(),
        closed_by = (select a.actor from public.audit_log a where a.action = 'erase_person'
            and a.subject_id = p_id::text order by a.at desc limit 1)
    where id = p_id;
    insert into public.audit_log (request_id, actor, action, subject_type, subject_id, changes, result)
    values (gen_random_uuid(), null, 'person_erased', 'privacy_request', p_id::text, v, v);
    perform pg_notify('drain_work', 'privacy');
    return v;
end $$;

-- A message that was being applied while its call was erased may have made the call anew: what came so is erased again.
create or replace function private.sweep_erased() returns integer
language plpgsql set search_path = ''
as $$
declare n integer;
begin
    delete from private.inbox i using private.erased_calls e where e.digest = private.call_digest(i.vapi_call_id);
    delete from public.leads l using public.vapi_calls c, private.erased_calls e
    where l.call_id = c.id and e.digest = private.call_digest(c.vapi_call_id);
    delete from public.vapi_calls c using private.erased_calls e where e.digest = private.call_digest(c.vapi_call_id);
    get diagnostics n = row_count;
    return n;
end $$;

-- Put off: another try later, and the page says why.
create or replace function private.postpone_erasure(p_id uuid, p_error text) returns void
language sql set search_path = ''
as $$
    update public.privacy_requests set lease_until = null, due_at = clock_timestamp() + interval '1 minute',
        error = p_error
    where id = p_id and state = 'erasing'
$$;
