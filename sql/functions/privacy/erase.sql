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

-- Nothing personal is written there; should something have been, it is taken out too. How many lines it was.
create or replace function private.redact_trail(p_phone text, p_names text[]) returns integer
language plpgsql set search_path = ''
as $$
declare n integer;
begin
    perform set_config('drain.redacting', 'on', true);
    update public.audit_log a set changes = '{"redacted": true}', result = '{"redacted": true}'
    where (p_phone is not null and strpos(a.changes::text || coalesce(a.result::text, ''), right(p_phone, 10)) > 0)
       or exists (select 1 from unnest(p_names) x where strpos(private.fold(a.changes::text
           || coalesce(a.result::text, '')), private.fold(x)) > 0);
    get diagnostics n = row_count;
    perform set_config('drain.redacting', 'off', true);
    return n;
end $$;

-- The rows themselves. What each table lost is the certificate.
create or replace function private.erase_rows(p_calls uuid[], p_leads uuid[], p_phone text, p_name text,
    p_request_id uuid) returns jsonb
language plpgsql set search_path = ''
as $$
declare
    v_counts jsonb := private.person_counts(p_calls, p_leads, p_phone);
    v_names text[] := array(select vapi_call_id from public.vapi_calls where id = any (p_calls));
    v_alerts uuid[] := array(select private.person_alerts(p_calls, p_leads));
    -- What the person is called: as asked, and as noted in full; a first name alone is that of many.
    v_called text[] := array(
        select p_name where length(p_name) > 3
        union select l.name from public.leads l where l.id = any (p_leads) and btrim(l.name) like '%_ _%'
        union select c.caller_name from public.vapi_calls c where c.id = any (p_calls)
            and btrim(c.caller_name) like '%_ _%');
    n integer;
begin
    insert into private.erased_calls (digest) select private.call_digest(x) from unnest(v_names) x
        on conflict do nothing;
    insert into private.vapi_erasures (vapi_call_id, request_id)
    select x, p_request_id from unnest(v_names) x where x not like 'derived:%'
    on conflict (vapi_call_id) do update set request_id = excluded.request_id, state = 'asked',
        due_at = clock_timestamp();
    delete from private.inbox where id in (select private.person_messages(p_calls, p_phone));
    -- A message that could not be read names no call and no key of its own.
    delete from private.inbox where vapi_call_id is null
        and exists (select 1 from unnest(v_called) x where strpos(private.fold(body), private.fold(x)) > 0);
    get diagnostics n = row_count;
    v_counts := jsonb_set(v_counts, '{messages}', to_jsonb((v_counts ->> 'messages')::integer + n));
    -- Receipts of what was sent about the person; also one that found no message of ours and bears the name.
    delete from private.brevo_events where attempt_id in (select id from public.alert_attempts
        where alert_id = any (v_alerts))
        or exists (select 1 from unnest(v_called) x where strpos(private.fold(body), private.fold(x)) > 0);
    get diagnostics n = row_count;
    v_counts := v_counts || jsonb_build_object('receipts', n);
    delete from public.alerts where id = any (v_alerts);
    delete from public.leads where id = any (p_leads);
    delete from public.appointments where call_id = any (p_calls) and lead_id = any (p_leads);
    update public.test_calls set vapi_call_id = null where vapi_call_id = any (v_names);
    delete from public.test_calls where to_number = p_phone and ended_at is not null;
    get diagnostics n = row_count;
    v_counts := v_counts || jsonb_build_object('trials', n);
    delete from public.vapi_calls where id = any (p_calls);
    return v_counts || jsonb_build_object('trail', private.redact_trail(p_phone, v_called));
end $$;

create or replace function public.erase_person(p_request_id uuid, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'erase_person', 'privacy_request', p_id::text);
    if v_done is not null then return v_done; end if;
    update public.privacy_requests set state = 'erasing', due_at = clock_timestamp() where id = p_id and state = 'open';
    if not found then perform private.refuse('request_closed'); end if;
    perform pg_notify('drain_work', 'privacy');
    return private.end_action(p_request_id, jsonb_build_object('id', p_id));
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
    s record;
    v jsonb;
begin
    select * into r from public.privacy_requests where id = p_id and state = 'erasing' and certificate is null
        for update;
    if not found then return null; end if;
    select * into s from private.person_scope(r.phone, r.full_name, r.extra_calls);
    -- The calls are locked first, in one order: a message that is being applied ends, the next one is dropped.
    perform 1 from public.vapi_calls where id = any (s.calls) order by id for update;
    v := private.erase_rows(s.calls, s.leads, r.phone, r.full_name, p_id)
        || jsonb_build_object('erased_at', clock_timestamp(), 'copies_until', private.copies_until(),
            -- Of the team's own lists, which an erasure leaves alone: how many lines still bear the number or the name.
            'team', (select jsonb_array_length(t -> 'recipients') + jsonb_array_length(t -> 'accounts')
                     from private.person_team(r.phone, r.full_name) t),
            'journal', (select jsonb_build_object('at', b.at, 'length', b.value) from private.probes b
                        where b.name = 'journal_length' order by b.at desc limit 1));
    update public.privacy_requests set certificate = v, phone = null, full_name = null, extra_calls = '{}',
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
