-- The trail of actions holds no personal data, a request serves one thing only, and a lead that is lost keeps no visit.

alter table public.audit_log add column asked text;
comment on column public.audit_log.asked is
    'Sixteen bits of a digest of the words that were sent: enough to tell two requests apart, too few to tell the words.';

-- Whole leads were kept as results: only which one, and which version of it, stays.
alter table public.audit_log disable trigger audit_log_no_update;
update public.audit_log set result = jsonb_build_object('id', result -> 'id', 'version', result -> 'version')
where action = 'update_lead' and result ? 'phone';
alter table public.audit_log enable trigger audit_log_no_update;

-- Opens an action. Returns the earlier result when this very request was already carried out, else null. p_words is what must
-- not be written down but must be the same when a request comes again.
drop function private.begin_action(uuid, text, text, text, jsonb);
create function private.begin_action(p_request_id uuid, p_action text, p_subject_type text, p_subject_id text,
    p_changes jsonb default '{}', p_words jsonb default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_seen public.audit_log;
    v_asked text := left(md5(p_request_id::text || p_words::text), 4);
begin
    insert into public.audit_log (request_id, actor, action, subject_type, subject_id, changes, asked)
    values (p_request_id, auth.uid(), p_action, p_subject_type, p_subject_id, p_changes, v_asked)
    on conflict (request_id) do nothing;
    if found then return null; end if;
    select * into v_seen from public.audit_log where request_id = p_request_id;
    if (v_seen.action, v_seen.actor, v_seen.subject_type, v_seen.changes) is distinct from
       (p_action, auth.uid(), p_subject_type, p_changes)
       -- A recipient that is being made gets a new id each time it is asked for.
       or v_seen.subject_id is distinct from p_subject_id and p_action <> 'save_recipient'
       or v_seen.asked <> v_asked then
        raise exception using errcode = 'DF422', message = 'Cette demande a déjà servi à autre chose.';
    end if;
    return coalesce(v_seen.result, '{}');
end $$;

-- Refuses, in words, what is longer than anyone writes by hand.
create function private.check_lengths(p_changes jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare v_refusal text;
begin
    select format('%s: %s caractères au plus.', x.label, x.most) into v_refusal
    from (values ('name', 'Nom', 200), ('phone', 'Téléphone', 40), ('address', 'Adresse', 500), ('city', 'Ville', 200),
                 ('postal_code', 'Code postal', 40), ('service', 'Service', 500), ('description', 'Description', 5000),
                 ('note', 'Note', 5000), ('lost_reason', 'Raison', 500)) as x (field, label, most)
    where length(p_changes ->> x.field) > x.most limit 1;
    if v_refusal is not null then perform private.refuse(v_refusal); end if;
end $$;

-- Takes the visits to come of these leads off the calendar; those that were made stay. How many there were.
create function private.cancel_visits(p_lead_ids uuid[]) returns integer
language plpgsql set search_path = ''
as $$
declare
    v_calls uuid[];
    v_call uuid;
begin
    with gone as (update public.appointments set status = 'cancelled'
                  where lead_id = any (p_lead_ids) and status = 'booked' and starts_at > now() returning call_id)
    select array_agg(call_id) into v_calls from gone;
    foreach v_call in array coalesce(v_calls, '{}') loop
        perform private.settle_call(v_call);
    end loop;
    return coalesce(cardinality(v_calls), 0);
end $$;

create or replace function public.update_lead(p_request_id uuid, p_lead_id uuid, p_changes jsonb, p_version integer default null)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v public.leads;
    v_done jsonb;
    v_unknown text;
    v_cancelled integer;
begin
    perform private.require_role('owner', 'staff', 'admin');
    select string_agg(k, ', ') into v_unknown from jsonb_object_keys(p_changes) k
    where k not in ('name', 'phone', 'address', 'city', 'postal_code', 'service', 'description', 'urgency', 'status',
                    'note', 'assigned_to', 'lost_reason');
    if v_unknown is not null then perform private.refuse('Champ inconnu: ' || v_unknown); end if;
    perform private.check_lengths(p_changes);
    v_done := private.begin_action(p_request_id, 'update_lead', 'lead', p_lead_id::text, jsonb_build_object(
        'fields', (select jsonb_agg(k) from jsonb_object_keys(p_changes) k), 'status', p_changes -> 'status',
        'urgency', p_changes -> 'urgency', 'assigned_to', p_changes -> 'assigned_to'), jsonb_build_array(p_changes, p_version));
    select * into v from public.leads where id = p_lead_id for update;
    if not found then perform private.refuse('Ce client potentiel n''existe plus.'); end if;
    -- Asked again: the lead as it is now, for the trail holds nothing of it.
    if v_done is not null then return private.lead_view(v); end if;
    if p_version is not null and p_version <> v.version then
        raise exception using errcode = 'DF409',
            message = 'Quelqu''un a modifié cette fiche entre-temps. Relisez-la, puis recommencez.';
    end if;
    update public.leads l set
        name = case when p_changes ? 'name' then nullif(p_changes ->> 'name', '') else l.name end,
        phone = case when p_changes ? 'phone' then nullif(p_changes ->> 'phone', '') else l.phone end,
        address = case when p_changes ? 'address' then nullif(p_changes ->> 'address', '') else l.address end,
        city = case when p_changes ? 'city' then nullif(p_changes ->> 'city', '') else l.city end,
        postal_code = case when p_changes ? 'postal_code' then nullif(p_changes ->> 'postal_code', '') else l.postal_code end,
        service = case when p_changes ? 'service' then nullif(p_changes ->> 'service', '') else l.service end,
        description = case when p_changes ? 'description' then nullif(p_changes ->> 'description', '') else l.description end,
        urgency = coalesce(p_changes ->> 'urgency', l.urgency), status = coalesce(p_changes ->> 'status', l.status),
        note = coalesce(p_changes ->> 'note', l.note),
        lost_reason = case when p_changes ? 'lost_reason' then p_changes ->> 'lost_reason' else l.lost_reason end,
        assigned_to = case when p_changes ? 'assigned_to' then (p_changes ->> 'assigned_to')::uuid else l.assigned_to end,
        called_back_at = case when p_changes ->> 'status' = 'called_back' then coalesce(l.called_back_at, now())
                              else l.called_back_at end,
        called_back_by = case when p_changes ->> 'status' = 'called_back' then coalesce(l.called_back_by, auth.uid())
                              else l.called_back_by end,
        version = l.version + 1, updated_at = now()
    where l.id = p_lead_id returning * into v;
    v_cancelled := case when v.status = 'lost' then private.cancel_visits(array[v.id]) else 0 end;
    perform private.end_action(p_request_id, jsonb_build_object('id', v.id, 'version', v.version, 'visits_cancelled', v_cancelled));
    return private.lead_view(v);
exception
    when check_violation then perform private.refuse('Valeur refusée: vérifiez le numéro, l''urgence et l''état.');
        return null;
    when unique_violation then perform private.refuse('Cet appel a déjà une fiche pour cette personne.');
        return null;
    when foreign_key_violation or invalid_text_representation then
        perform private.refuse('Cette personne n''existe pas.');
        return null;
end $$;

-- p_classification: spam, test, not_customer, or null to take the mark away. The call's leads follow, unless a person called
-- back or won them, and lose their visits; taking the mark away does not book these again.
create or replace function public.classify_call(p_request_id uuid, p_call_id uuid, p_classification text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_cancelled integer := 0;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v_done := private.begin_action(p_request_id, 'classify_call', 'call', p_call_id::text,
                                   jsonb_build_object('classification', p_classification));
    if v_done is not null then return v_done; end if;
    update public.vapi_calls set classification = p_classification where id = p_call_id;
    if not found then perform private.refuse('Cet appel n''existe plus.'); end if;
    if p_classification is not null then
        update public.leads set status = 'lost', lost_reason = p_classification, version = version + 1, updated_at = now()
        where call_id = p_call_id and status in ('new', 'booked');
        v_cancelled := private.cancel_visits((select array_agg(id) from public.leads where call_id = p_call_id and status <> 'won'));
    else
        update public.leads set status = 'new', lost_reason = null, version = version + 1, updated_at = now()
        where call_id = p_call_id and status = 'lost' and lost_reason in ('spam', 'test', 'not_customer');
    end if;
    perform private.settle_call(p_call_id);
    return private.end_action(p_request_id, jsonb_build_object('id', p_call_id, 'classification', p_classification,
        'visits_cancelled', v_cancelled));
exception when check_violation then
    perform private.refuse('Classement inconnu.');
    return null;
end $$;

create or replace function public.book_appointment(p_request_id uuid, p_kind text, p_id uuid, p_starts_at timestamptz,
    p_minutes integer, p_service text default null, p_address text default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_lead public.leads;
    v public.appointments;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_kind is null or p_kind not in ('lead', 'call') then perform private.refuse('Pour qui: «lead» ou «call».'); end if;
    if p_starts_at is null or p_minutes is null or p_minutes not between 15 and 480 then
        perform private.refuse('Indiquez l''heure, et une durée de 15 minutes à 8 heures.');
    end if;
    if p_starts_at < now() - interval '5 minutes' then perform private.refuse('Cette heure est déjà passée.'); end if;
    perform private.check_lengths(jsonb_build_object('service', p_service, 'address', p_address));
    v_done := private.begin_action(p_request_id, 'book_appointment', p_kind, p_id::text,
                                   jsonb_build_object('starts_at', p_starts_at, 'minutes', p_minutes),
                                   jsonb_build_array(p_service, p_address));
    if v_done is not null then return v_done; end if;
    v_lead := private.lead_of(p_kind, p_id);
    -- A person who books again moves the visit, whoever made it.
    update public.appointments set status = 'cancelled' where lead_id = v_lead.id and status = 'booked';
    v := private.book_visit(v_lead, v_lead.call_id, p_starts_at, p_minutes, coalesce(p_service, v_lead.service),
                      coalesce(p_address, v_lead.address), now(), true);
    if v.id is null then
        raise exception using errcode = 'DF409', message = 'Cette plage vient d''être prise. Choisissez-en une autre.';
    end if;
    update public.leads set version = version + 1, called_back_at = coalesce(called_back_at, now()),
        called_back_by = coalesce(called_back_by, auth.uid()),
        status = case when status = 'won' then 'won' else 'booked' end, updated_at = now() where id = v_lead.id;
    if v_lead.call_id is not null then
        update public.vapi_calls set called_back_at = coalesce(called_back_at, now()),
            called_back_by = coalesce(called_back_by, auth.uid()) where id = v_lead.call_id;
        perform private.settle_call(v_lead.call_id);
    end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'lead_id', v_lead.id,
        'starts_at', v.starts_at, 'ends_at', v.ends_at));
end $$;
