-- Loi 25: what is held about a person, found, opened, exported and corrected. Each of these is in the trail, without the data.

create table public.privacy_requests (
    id uuid primary key,
    number integer not null unique generated always as identity,
    kind text not null check (kind in ('access', 'correction', 'erasure')),
    -- Whom it is about; forgotten once the person is erased, or once the request itself has had its time.
    phone text check (private.is_e164(phone)),
    full_name text check (length(full_name) between 2 and 200),
    -- Calls in which somebody else spoke of this person, added by hand.
    extra_calls uuid[] not null default '{}',
    received_on date not null,
    -- Silence for thirty days is a refusal (P-39.1, s. 32).
    due_on date generated always as (received_on + 30) stored,
    state text not null default 'open' check (state in ('open', 'erasing', 'closed')),
    outcome text check (outcome in ('answered', 'refused', 'erased', 'nothing_held')),
    created_by uuid references public.profiles (user_id) on delete set null,
    created_at timestamptz not null default clock_timestamp(),
    exported_at timestamptz,
    corrected_at timestamptz,
    closed_at timestamptz,
    closed_by uuid references public.profiles (user_id) on delete set null,
    -- What was erased, where and when: figures and dates, nothing of the person.
    certificate jsonb,
    due_at timestamptz,
    lease_until timestamptz,
    error text,
    constraint about_somebody check (phone is not null or full_name is not null or state = 'closed'),
    constraint closed_says_how check ((state = 'closed') = (outcome is not null))
);
create index privacy_requests_open on public.privacy_requests (due_on) where state <> 'closed';
create index leads_name on public.leads (private.fold(name));

-- Calls to be erased at Vapi too, recordings included: done by the worker, which holds the key.
create table private.vapi_erasures (
    id uuid primary key default gen_random_uuid(),
    -- Forgotten as soon as it is done.
    vapi_call_id text unique,
    -- For a person's request; null: its recording has had its time.
    request_id uuid references public.privacy_requests (id) on delete cascade,
    state text not null default 'asked' check (state in ('asked', 'erased', 'gone')),
    reason text,
    attempts smallint not null default 0,
    asked_at timestamptz not null default clock_timestamp(),
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    done_at timestamptz
);
create index vapi_erasures_due on private.vapi_erasures (due_at) where state = 'asked';
create index vapi_erasures_request on private.vapi_erasures (request_id);

create function private.erasures_left(p_request_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('asked', count(*) filter (where e.state = 'asked'), 'erased', count(*) filter (where e.state = 'erased'),
        'gone', count(*) filter (where e.state = 'gone'), 'reason', max(e.reason) filter (where e.state = 'asked'))
    from private.vapi_erasures e where e.request_id = p_request_id
$$;

-- One line of the trail for what was opened: the same person, thing and hour count once, however often the page asks.
create function private.note_opening(p_action text, p_subject_type text, p_subject_id text) returns void
language sql security definer set search_path = ''
as $$
    insert into public.audit_log (request_id, actor, action, subject_type, subject_id, result)
    values (md5(concat_ws(':', auth.uid(), p_action, p_subject_id, to_char(now(), 'YYYYMMDDHH24')))::uuid, auth.uid(), p_action,
            p_subject_type, p_subject_id, '{}')
    on conflict (request_id) do nothing
$$;

create function private.name_query(p_name text) returns tsquery
language sql stable set search_path = ''
as $$ select plainto_tsquery('simple', regexp_replace(private.fold(p_name), '[^a-z0-9]+', ' ', 'g')) $$;

-- The calls and leads that are this person's: by the number; by the name where no number says otherwise; and what belongs to
-- those: what was noted during their calls, and the calls in which their lead was noted.
create function private.person_scope(p_phone text, p_name text, p_extra uuid[], out calls uuid[], out leads uuid[])
language plpgsql stable set search_path = ''
as $$
declare
    v_name text := nullif(private.fold(btrim(p_name)), '');
    v_own uuid[];
begin
    select coalesce(array_agg(distinct x.id), '{}') into v_own from (
        select c.id from public.vapi_calls c where c.caller_number = p_phone
        union all
        select c.id from public.call_search s join public.vapi_calls c on c.id = s.call_id
        where v_name is not null and s.everything @@ private.name_query(v_name) and private.fold(c.caller_name) = v_name
          and (p_phone is null or c.caller_number is null)
        union all
        select c.id from public.vapi_calls c where c.id = any (p_extra)) x;
    select coalesce(array_agg(distinct x.id), '{}') into leads from (
        select l.id from public.leads l where l.phone = p_phone
        union all
        select l.id from public.leads l where l.call_id = any (v_own)
        union all
        select l.id from public.leads l where v_name is not null and private.fold(l.name) = v_name and (p_phone is null or l.phone is null)) x;
    select coalesce(array_agg(distinct x.id), '{}') into calls from (
        select unnest(v_own) as id
        union all
        select l.call_id from public.leads l where l.id = any (person_scope.leads) and l.call_id is not null) x;
end $$;

-- Messages as Vapi sent them: those of these calls, and those that belong to no call and bear the number.
create function private.person_messages(p_calls uuid[], p_phone text) returns setof bigint
language sql stable set search_path = ''
as $$
    select i.id from private.inbox i
    where i.vapi_call_id in (select c.vapi_call_id from public.vapi_calls c where c.id = any (p_calls))
       or (i.vapi_call_id is null and p_phone is not null and strpos(i.body, right(p_phone, 10)) > 0)
$$;

create function private.person_alerts(p_calls uuid[], p_leads uuid[]) returns setof uuid
language sql stable set search_path = ''
as $$
    select a.id from public.alerts a where a.call_id = any (p_calls)
    union
    select a.id from public.alerts a where a.lead_id = any (p_leads)
$$;

create function private.person_counts(p_calls uuid[], p_leads uuid[], p_phone text) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('calls', cardinality(p_calls), 'leads', cardinality(p_leads),
        'appointments', (select count(*) from public.appointments where lead_id = any (p_leads)),
        'lines', (select count(*) from public.call_logs where call_id = any (p_calls)),
        'recordings', (select count(*) from public.vapi_calls where id = any (p_calls) and has_recording),
        'messages', (select count(*) from private.person_messages(p_calls, p_phone)),
        'alerts', (select count(*) from private.person_alerts(p_calls, p_leads)))
$$;

-- What is held of the team itself under this number or name: kept as long as the person is of it, and taken out on the screens
-- Équipe and Alertes. Trials that called the number are only figures afterwards.
create function private.person_team(p_phone text, p_name text) returns jsonb
language sql stable set search_path = ''
as $$
    with asked as (select nullif(private.fold(btrim(p_name)), '') as name)
    select jsonb_build_object(
        'recipients', (select coalesce(jsonb_agg(jsonb_build_object('full_name', r.full_name, 'phone', r.phone, 'email', r.email)), '[]')
            from public.recipients r, asked a where r.phone = p_phone or private.fold(r.full_name) = a.name),
        'accounts', (select coalesce(jsonb_agg(jsonb_build_object('full_name', f.full_name, 'email', f.email, 'role', f.role,
                'created_at', f.created_at, 'last_seen_at', f.last_seen_at)), '[]')
            from public.profiles f, asked a where private.fold(f.full_name) = a.name),
        'trials', (select coalesce(jsonb_agg(jsonb_build_object('asked_at', t.asked_at, 'to_name', t.to_name, 'to_number', t.to_number)
                order by t.asked_at), '[]')
            from public.test_calls t, asked a where t.to_number = p_phone or private.fold(t.to_name) = a.name))
$$;

-- Everyone who answers to this number or these words, one row a person: a number, or a name where there is none.
create function public.search_person(p_request_id uuid, p_phone text, p_words text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_like text := '%' || replace(replace(regexp_replace(private.fold(btrim(p_words)), '\s+', '%', 'g'), '\', ''), '_', '') || '%';
begin
    perform private.require_role('owner', 'admin');
    if p_phone is null and length(coalesce(btrim(p_words), '')) < 2 then perform private.refuse('Donnez un numéro ou un nom.'); end if;
    perform private.begin_action(p_request_id, 'search_person', 'person', null, '{}', jsonb_build_array(p_phone, p_words));
    perform private.end_action(p_request_id, '{}') where not exists (
        select 1 from public.audit_log where request_id = p_request_id and result is not null);
    return (
        with found as (
            select l.phone, l.name, l.created_at, 'lead' as kind from public.leads l where l.phone = p_phone
            union all
            select l.phone, l.name, l.created_at, 'lead' from public.leads l
            where p_phone is null and length(btrim(p_words)) > 1 and private.fold(l.name) like v_like
            union all
            select c.caller_number, c.caller_name, c.created_at, 'call' from public.vapi_calls c where c.caller_number = p_phone
            union all
            select c.caller_number, c.caller_name, c.created_at, 'call'
            from public.call_search s join public.vapi_calls c on c.id = s.call_id
            where p_phone is null and length(btrim(p_words)) > 1 and s.everything @@ private.name_query(p_words)
              and private.fold(c.caller_name) like v_like),
        person as (
            select f.phone, case when f.phone is null then private.fold(f.name) end as folded,
                array_remove(array_agg(distinct f.name), null) as names, count(*) filter (where f.kind = 'call') as calls,
                count(*) filter (where f.kind = 'lead') as leads, min(f.created_at) as first_at, max(f.created_at) as last_at
            from found f where f.phone is not null or f.name is not null group by 1, 2)
        select coalesce(jsonb_agg(jsonb_build_object('phone', p.phone, 'names', p.names, 'calls', p.calls, 'leads', p.leads,
            'first_at', p.first_at, 'last_at', p.last_at) order by p.last_at desc), '[]')
        from (select * from person order by last_at desc limit 50) p);
end $$;

create function public.ask_privacy_request(p_request_id uuid, p_kind text, p_phone text, p_full_name text, p_received_on date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_phone is null and p_full_name is null then perform private.refuse('Au sujet de qui?'); end if;
    if p_received_on > (now() at time zone 'America/Toronto')::date then perform private.refuse('Cette date n''est pas encore venue.'); end if;
    v_done := private.begin_action(p_request_id, 'ask_privacy_request', 'privacy_request', p_request_id::text,
        jsonb_build_object('kind', p_kind, 'received_on', p_received_on), jsonb_build_array(p_phone, p_full_name));
    if v_done is not null then return v_done; end if;
    insert into public.privacy_requests (id, kind, phone, full_name, received_on, created_by)
    values (p_request_id, p_kind, p_phone, nullif(btrim(p_full_name), ''), p_received_on, auth.uid());
    return private.end_action(p_request_id, jsonb_build_object('id', p_request_id));
exception when check_violation or not_null_violation then
    perform private.refuse('Vérifiez le numéro, le nom, la sorte de demande et la date.');
    return null;
end $$;

create function private.request_view(r public.privacy_requests) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(r) - array['due_at', 'lease_until', 'created_by', 'closed_by'] || jsonb_build_object(
        'created_by_name', (select full_name from public.profiles where user_id = r.created_by),
        'closed_by_name', (select full_name from public.profiles where user_id = r.closed_by),
        'days_left', r.due_on - (now() at time zone 'America/Toronto')::date,
        'at_vapi', private.erasures_left(r.id))
$$;

-- Calls not of this person in which the number or the name was said or noted.
create function private.person_mentions(p_phone text, p_name text, p_calls uuid[]) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'created_at', c.created_at, 'caller_number', c.caller_number,
        'caller_name', c.caller_name, 'summary', c.summary) order by c.created_at desc), '[]')
    from (select c.* from public.call_search s join public.vapi_calls c on c.id = s.call_id
          where c.id <> all (p_calls) and (
              (p_phone is not null and s.everything @@ (
                  to_tsquery('simple', right(p_phone, 10)) || phraseto_tsquery('simple', concat_ws(' ',
                      substr(right(p_phone, 10), 1, 3), substr(right(p_phone, 10), 4, 3), right(p_phone, 4)))))
              or (p_name is not null and s.everything @@ phraseto_tsquery('simple', regexp_replace(private.fold(p_name), '[^a-z0-9]+', ' ', 'g'))))
          order by c.created_at desc limit 20) c
$$;

-- Until when a copy made today could still hold what is in the database now.
create function private.copies_until() returns date
language sql stable set search_path = ''
as $$
    select (now() at time zone 'America/Toronto')::date + greatest(s.keep_daily, s.keep_weekly * 7, s.keep_monthly * 31) + 1
    from public.backup_settings s where exists (select 1 from public.backups where state = 'stored')
$$;

-- The whole file, as the screen shows it.
create function public.privacy_file(p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    s record;
begin
    perform private.require_role('owner', 'admin');
    select * into r from public.privacy_requests where id = p_id;
    if not found then perform private.refuse('Cette demande n''existe plus.'); end if;
    perform private.note_opening('open_privacy_request', 'privacy_request', p_id::text);
    select * into s from private.person_scope(r.phone, r.full_name, r.extra_calls);
    return jsonb_build_object('now', clock_timestamp(), 'request', private.request_view(r),
        'counts', private.person_counts(s.calls, s.leads, r.phone), 'copies_until', private.copies_until(),
        'team', private.person_team(r.phone, r.full_name),
        'calls', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'created_at', c.created_at, 'caller_number', c.caller_number,
                'caller_name', c.caller_name, 'outcome', c.outcome, 'summary', c.summary, 'has_recording', c.has_recording) order by c.created_at desc), '[]')
            from public.vapi_calls c where c.id = any (s.calls)),
        'leads', (select coalesce(jsonb_agg(private.lead_view(l) order by l.created_at desc), '[]') from public.leads l where l.id = any (s.leads)),
        'other_phones', (select coalesce(jsonb_agg(distinct x.phone), '[]') from (
            select l.phone from public.leads l where l.id = any (s.leads)
            union all select c.caller_number from public.vapi_calls c where c.id = any (s.calls)) x
            where x.phone is distinct from r.phone and x.phone is not null),
        'mentions', case when r.state = 'open' then private.person_mentions(r.phone, r.full_name, s.calls) else '[]' end);
end $$;

create function public.add_mention(p_request_id uuid, p_id uuid, p_call_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'add_mention', 'privacy_request', p_id::text, jsonb_build_object('call', p_call_id));
    if v_done is not null then return v_done; end if;
    update public.privacy_requests set extra_calls = array_append(extra_calls, p_call_id)
    where id = p_id and state = 'open' and p_call_id <> all (extra_calls);
    if not found then perform private.refuse('Cette demande n''est plus ouverte, ou l''appel est déjà au dossier.'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_id));
end $$;

-- Everything that is held, in words that a person can read and a machine can parse. Live addresses are no data of theirs.
create function public.export_person(p_request_id uuid, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    s record;
    v_counts jsonb;
begin
    perform private.require_role('owner', 'admin');
    select * into r from public.privacy_requests where id = p_id and state = 'open';
    if not found then perform private.refuse('Cette demande n''est plus ouverte.'); end if;
    select * into s from private.person_scope(r.phone, r.full_name, r.extra_calls);
    v_counts := private.person_counts(s.calls, s.leads, r.phone);
    if private.begin_action(p_request_id, 'export_person', 'privacy_request', p_id::text) is null then
        perform private.end_action(p_request_id, v_counts);
    end if;
    update public.privacy_requests set exported_at = clock_timestamp() where id = p_id;
    return jsonb_build_object('exported_at', clock_timestamp(), 'request', r.number, 'phone', r.phone, 'full_name', r.full_name,
        'counts', v_counts, 'copies_until', private.copies_until(), 'team', private.person_team(r.phone, r.full_name),
        'calls', (select coalesce(jsonb_agg(to_jsonb(c) - array['called_back_by', 'assigned_to', 'is_demo'] || jsonb_build_object(
                'conversation', (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('at', g.at, 'kind', g.kind, 'speaker', g.speaker,
                    'text', g.text, 'tool', g.tool_name)) order by g.at, g.id), '[]')
                    from public.call_logs g where g.call_id = c.id and g.kind <> 'turn')) order by c.created_at), '[]')
            from public.vapi_calls c where c.id = any (s.calls)),
        'leads', (select coalesce(jsonb_agg(to_jsonb(l) - array['called_back_by', 'assigned_to', 'is_demo'] order by l.created_at), '[]')
            from public.leads l where l.id = any (s.leads)),
        'noted_by_paul', (select coalesce(jsonb_agg(jsonb_build_object('call_id', w.call_id, 'said_at', w.said_at, 'facts', w.facts) order by w.said_at), '[]')
            from private.lead_words w where w.call_id = any (s.calls)),
        'appointments', (select coalesce(jsonb_agg(to_jsonb(a) - array['busy', 'is_demo'] order by a.starts_at), '[]')
            from public.appointments a where a.lead_id = any (s.leads)),
        'alerts', (select coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'created_at', a.created_at, 'state', a.state,
                'call_id', a.call_id, 'lead_id', a.lead_id, 'detail', a.detail, 'attempts', (
                    select coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'channel', t.channel, 'state', t.state, 'answer', t.provider_answer,
                        'receipts', (select coalesce(jsonb_agg(b.body order by b.id), '[]') from private.brevo_events b where b.attempt_id = t.id))
                        order by t.at), '[]')
                    from public.alert_attempts t where t.alert_id = a.id)) order by a.created_at), '[]')
            from public.alerts a where a.id in (select private.person_alerts(s.calls, s.leads))));
end $$;

-- The messages as they came, page by page: they repeat the rest, word for word.
create function public.export_messages(p_id uuid, p_after bigint default 0, p_limit integer default 50) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    s record;
begin
    perform private.require_role('owner', 'admin');
    select * into r from public.privacy_requests where id = p_id and state = 'open';
    if not found then perform private.refuse('Cette demande n''est plus ouverte.'); end if;
    select * into s from private.person_scope(r.phone, r.full_name, r.extra_calls);
    return (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'type', i.type, 'received_at', i.received_at,
            'body', regexp_replace(i.body, '"(listenUrl|controlUrl)"\s*:\s*"[^"]*"', '"\1": ""', 'g')) order by i.id), '[]')
        from (select * from private.inbox where id in (select private.person_messages(s.calls, r.phone)) and id > p_after
              order by id limit least(greatest(p_limit, 1), 200)) i);
end $$;

-- Corrects what we hold: on every lead of the file, and the name on its calls. The messages stay as they were received.
create function public.correct_person(p_request_id uuid, p_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    s record;
    v_done jsonb;
    v_leads integer;
    v_calls integer;
begin
    perform private.require_role('owner', 'admin');
    p_fields := (select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each_text(p_fields) as x (k, v)
                 where k in ('name', 'phone', 'address', 'city', 'postal_code') and btrim(v) <> '');
    if p_fields = '{}' then perform private.refuse('Qu''y a-t-il à corriger?'); end if;
    perform private.check_lengths(p_fields);
    select * into r from public.privacy_requests where id = p_id and state = 'open' for update;
    if not found then perform private.refuse('Cette demande n''est plus ouverte.'); end if;
    v_done := private.begin_action(p_request_id, 'correct_person', 'privacy_request', p_id::text,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)), p_fields);
    if v_done is not null then return v_done; end if;
    select * into s from private.person_scope(r.phone, r.full_name, r.extra_calls);
    update public.leads l set name = coalesce(p_fields ->> 'name', l.name), phone = coalesce(p_fields ->> 'phone', l.phone),
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
    when check_violation then perform private.refuse('Valeur refusée: vérifiez le numéro.'); return null;
    when unique_violation then perform private.refuse('Un appel a déjà une autre fiche à ce nom ou à ce numéro.'); return null;
end $$;

create function public.close_privacy_request(p_request_id uuid, p_id uuid, p_outcome text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_outcome is null or p_outcome not in ('answered', 'refused', 'nothing_held') then
        perform private.refuse('Répondue, refusée, ou rien n''est détenu?');
    end if;
    v_done := private.begin_action(p_request_id, 'close_privacy_request', 'privacy_request', p_id::text,
                                   jsonb_build_object('outcome', p_outcome));
    if v_done is not null then return v_done; end if;
    update public.privacy_requests set state = 'closed', outcome = p_outcome, closed_at = clock_timestamp(), closed_by = auth.uid()
    where id = p_id and state = 'open';
    if not found then perform private.refuse('Cette demande n''est plus ouverte.'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_id));
end $$;

create function public.privacy_requests_board() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return jsonb_build_object('now', clock_timestamp(), 'requests', (
        select coalesce(jsonb_agg(private.request_view(r) order by r.state = 'closed', r.due_on, r.number desc), '[]')
        from (select * from public.privacy_requests order by state = 'closed', number desc limit 200) r));
end $$;

-- Opening a call reads everything that was said in it: that is in the trail too.
alter function public.call_detail set schema private;
create function public.call_detail(p_call_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v := private.call_detail(p_call_id);
    if v is not null then perform private.note_opening('open_call', 'call', p_call_id::text); end if;
    return v;
end $$;

do $$
declare t regclass;
begin
    foreach t in array array['public.privacy_requests', 'private.vapi_erasures']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
    end loop;
end $$;
grant select on public.privacy_requests to authenticated;
create policy read_requests on public.privacy_requests for select to authenticated using ((select private.app_role()) in ('owner', 'admin'));
revoke execute on all functions in schema private from public, anon;
revoke execute on function private.call_detail, private.note_opening, private.person_scope, private.person_messages, private.person_alerts,
    private.person_counts, private.person_mentions, private.request_view, private.erasures_left, private.copies_until,
    private.name_query,
    private.person_team from authenticated;
revoke execute on function public.search_person, public.ask_privacy_request, public.privacy_file, public.add_mention, public.export_person,
    public.export_messages, public.correct_person, public.close_privacy_request, public.privacy_requests_board, public.call_detail from public, anon;
grant execute on function public.search_person, public.ask_privacy_request, public.privacy_file, public.add_mention, public.export_person,
    public.export_messages, public.correct_person, public.close_privacy_request, public.privacy_requests_board, public.call_detail to authenticated;
