-- Loi 25: the person in charge, the notice that callers hear, the register of incidents, who receives what outside Québec.

create table public.privacy_settings (
    only_row boolean primary key default true check (only_row),
    -- Published, with a way to reach them (P-39.1, s. 3.1).
    officer_name text check (officer_name <> ''),
    officer_title text not null default '',
    officer_email text check (officer_email ~ '^[^@\s]+@[^@\s]+$'),
    officer_phone text check (private.is_e164(officer_phone)),
    -- Part of a word by which the recording notice is known in Paul's first words; accents and capitals do not count.
    notice_words text not null default 'enregistr' check (length(notice_words) between 3 and 100)
);
insert into public.privacy_settings default values;

-- Every incident, serious or not (Regulation A-2.1, r. 3.1, s. 7); about whom is counted, never named.
create table public.incidents (
    id uuid primary key default gen_random_uuid(),
    number integer not null unique,
    -- 1. The information concerned, or why it is not known.
    information text not null check (information <> ''),
    -- 2. What happened.
    circumstances text not null check (circumstances <> ''),
    -- 3. When, or about when.
    happened_from date not null,
    happened_until date,
    period_is_estimate boolean not null default false,
    -- 4. When the company became aware of it.
    aware_on date not null,
    -- 5. How many persons, or about how many; null: not known.
    persons integer check (persons >= 0),
    persons_is_estimate boolean not null default false,
    -- 6. What leads to conclude on the risk of serious injury: sensitivity, malicious use, consequences, probability.
    risk_elements text not null check (risk_elements <> ''),
    risk_is_serious boolean not null,
    -- 7. Notices, where the risk is serious.
    cai_notified_on date,
    persons_notified_on date,
    public_notice_on date,
    no_notice_reason text not null default '',
    -- 8. What was done so that it does not happen again, or does less harm.
    measures text not null check (measures <> ''),
    created_at timestamptz not null default clock_timestamp(),
    created_by uuid references public.profiles (user_id) on delete set null,
    updated_at timestamptz not null default clock_timestamp(),
    version integer not null default 1,
    constraint period_in_order check (happened_until is null or happened_until >= happened_from),
    constraint aware_after check (aware_on >= happened_from)
);

-- Kept at least five years after the company became aware: not even by hand does one go before.
create function private.keep_incident() returns trigger language plpgsql set search_path = ''
as $$
begin
    if tg_op = 'DELETE' then
        if old.aware_on < (now() at time zone 'America/Toronto')::date - interval '5 years' then return old; end if;
    end if;
    raise exception 'an incident is kept for five years';
end $$;
create trigger incidents_kept before delete on public.incidents for each row execute function private.keep_incident();
create trigger incidents_no_truncate before truncate on public.incidents for each statement execute function private.keep_incident();

create table public.providers (
    code text primary key,
    name text not null,
    place text not null,
    is_outside_quebec boolean not null,
    -- In words: what it does for us, and which personal data reach it.
    purpose text not null,
    receives text not null,
    kept text not null,
    -- Written agreement and impact assessment (P-39.1, s. 17 and 18.3): when, or not yet.
    agreement_on date,
    assessment_on date,
    in_use boolean not null default true,
    rank smallint not null
);
insert into public.providers (code, name, place, is_outside_quebec, purpose, receives, kept, rank) values
    ('vapi', 'Vapi', 'États-Unis', true, 'Répond au téléphone: Paul', 'La voix, la conversation, le numéro et ce que la personne dit d’elle (nom, adresse, problème)', 'Quatorze jours pour les appels; l’effacement demandé ici y est demandé aussi', 1),
    ('vapi_sub', 'Sous-traitants de Vapi (téléphonie, transcription, modèle, voix)', 'États-Unis', true, 'Portent l’appel, transcrivent, répondent et parlent; leur liste est dans les réglages de Paul chez Vapi', 'La voix et les mots de la conversation, le temps de l’appel', 'Selon leurs contrats avec Vapi', 2),
    ('brevo', 'Brevo', 'France (Union européenne)', true, 'Envoie les textos et les courriels d’alerte à l’équipe', 'Le nom, le numéro et le problème en une ligne, dans le message envoyé à l’équipe; les adresses de l’équipe', 'Selon le contrat; ses journaux d’envoi s’effacent en le lui demandant', 3),
    ('supabase', 'Supabase', 'Canada (ca-central-1); entreprise américaine', true, 'Base de données et connexion', 'Tout ce que montre la console', 'Tant que les règles de conservation le gardent; copies de la plateforme: 7 à 30 jours', 4),
    ('sentry', 'Sentry', 'États-Unis ou Union européenne', true, 'Signale les pannes du logiciel', 'Aucune donnée personnelle: elles sont retirées avant l’envoi', '90 jours', 5),
    ('copies', 'Dépôt des copies de sauvegarde', 'À préciser', true, 'Garde les copies de sauvegarde', 'Des copies complètes, chiffrées: le dépôt ne peut pas les lire', 'Selon les réglages des sauvegardes', 6);

-- How many of the last calls began with the notice. Paul's first words alone count; calls in which he said nothing are left out.
create function private.notice_share(p_days integer) returns jsonb
language sql stable set search_path = ''
as $$
    with said as (
        select c.id, c.created_at, strpos(private.fold(f.text), private.fold(s.notice_words)) > 0 as heard
        from public.privacy_settings s, public.vapi_calls c
        cross join lateral (select g.text from public.call_logs g where g.call_id = c.id and g.kind = 'said' and g.speaker = 'paul'
                            order by g.at, g.id limit 1) f
        where c.created_at > now() - make_interval(days => p_days) and not c.is_test and c.status = 'ended' and f.text <> '')
    select jsonb_build_object('days', p_days, 'calls', count(*), 'heard', count(*) filter (where heard),
        'without', coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'created_at', x.created_at) order by x.created_at desc)
                    from (select * from said where not heard order by created_at desc limit 10) x), '[]'))
    from said
$$;

create function public.privacy_registers() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return jsonb_build_object('now', clock_timestamp(), 'settings', (select to_jsonb(s) - 'only_row' from public.privacy_settings s),
        'notice', private.notice_share(30),
        'incidents', (select coalesce(jsonb_agg(to_jsonb(i) - 'created_by' || jsonb_build_object('created_by_name',
                (select full_name from public.profiles where user_id = i.created_by)) order by i.number desc), '[]') from public.incidents i),
        'providers', (select jsonb_agg(to_jsonb(p) - 'rank' order by p.rank) from public.providers p));
end $$;

-- p_id null: a new one. The trail tells which fields were written, not what.
create function public.save_incident(p_request_id uuid, p_id uuid, p_fields jsonb, p_version integer default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.incidents;
begin
    perform private.require_role('owner', 'admin');
    if length(p_fields::text) > 20000 then perform private.refuse('C''est trop long: résumez.'); end if;
    v_done := private.begin_action(p_request_id, 'save_incident', 'incident', coalesce(p_id, p_request_id)::text,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)), jsonb_build_array(p_fields, p_version));
    if v_done is not null then return v_done; end if;
    if p_id is not null then
        select * into v from public.incidents where id = p_id for update;
        if not found then perform private.refuse('Cet incident n''est plus au registre.'); end if;
        if p_version is not null and p_version <> v.version then
            raise exception using errcode = 'DF409', message = 'Quelqu''un a modifié cet incident entre-temps. Relisez-le, puis recommencez.';
        end if;
    end if;
    v := jsonb_populate_record(v, p_fields - array['id', 'number', 'created_at', 'created_by', 'updated_at', 'version']);
    if p_id is null then
        -- One after the other, and none missing: a refusal uses up no number.
        perform pg_advisory_xact_lock(hashtext('incidents'));
        insert into public.incidents (id, number, information, circumstances, happened_from, happened_until, period_is_estimate, aware_on,
            persons, persons_is_estimate, risk_elements, risk_is_serious, cai_notified_on, persons_notified_on, public_notice_on,
            no_notice_reason, measures, created_by)
        values (p_request_id, (select coalesce(max(number), 0) + 1 from public.incidents), v.information, v.circumstances, v.happened_from, v.happened_until, coalesce(v.period_is_estimate, false),
            v.aware_on, v.persons, coalesce(v.persons_is_estimate, false), v.risk_elements, v.risk_is_serious, v.cai_notified_on,
            v.persons_notified_on, v.public_notice_on, coalesce(v.no_notice_reason, ''), v.measures, auth.uid())
        returning * into v;
    else
        update public.incidents i set information = v.information, circumstances = v.circumstances, happened_from = v.happened_from,
            happened_until = v.happened_until, period_is_estimate = v.period_is_estimate, aware_on = v.aware_on, persons = v.persons,
            persons_is_estimate = v.persons_is_estimate, risk_elements = v.risk_elements, risk_is_serious = v.risk_is_serious,
            cai_notified_on = v.cai_notified_on, persons_notified_on = v.persons_notified_on, public_notice_on = v.public_notice_on,
            no_notice_reason = v.no_notice_reason, measures = v.measures, updated_at = clock_timestamp(), version = i.version + 1
        where i.id = p_id returning * into v;
    end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'number', v.number, 'version', v.version));
exception
    when not_null_violation then perform private.refuse('Les huit champs du registre sont obligatoires.'); return null;
    when check_violation then perform private.refuse('Vérifiez les dates, et que chaque champ est rempli.'); return null;
    when invalid_text_representation or invalid_datetime_format or datetime_field_overflow or numeric_value_out_of_range then
        perform private.refuse('Une date ou un nombre n''est pas valable.'); return null;
end $$;

create function public.log_incidents_export(p_request_id uuid, p_rows integer) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'export_incidents', 'incidents', null, jsonb_build_object('rows', p_rows));
    if v_done is not null then return v_done; end if;
    return private.end_action(p_request_id, jsonb_build_object('rows', p_rows));
end $$;

create function public.save_privacy_settings(p_request_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    s public.privacy_settings;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_privacy_settings', 'privacy_settings', null,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)), p_fields);
    if v_done is not null then return v_done; end if;
    select * into s from public.privacy_settings for update;
    s := jsonb_populate_record(s, p_fields - 'only_row');
    update public.privacy_settings set officer_name = s.officer_name, officer_title = s.officer_title, officer_email = s.officer_email,
        officer_phone = s.officer_phone, notice_words = s.notice_words;
    return private.end_action(p_request_id, '{"saved": true}');
exception when check_violation or not_null_violation then
    perform private.refuse('Vérifiez le nom, le courriel, le numéro, et les mots de l''avis (3 lettres au moins).');
    return null;
end $$;

create function public.save_provider(p_request_id uuid, p_code text, p_agreement_on date, p_assessment_on date, p_in_use boolean, p_place text)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_provider', 'provider', p_code, jsonb_build_object(
        'agreement_on', p_agreement_on, 'assessment_on', p_assessment_on, 'in_use', p_in_use));
    if v_done is not null then return v_done; end if;
    update public.providers set agreement_on = p_agreement_on, assessment_on = p_assessment_on, in_use = coalesce(p_in_use, in_use),
        place = coalesce(nullif(left(btrim(p_place), 200), ''), place) where code = p_code;
    if not found then perform private.refuse('Ce fournisseur n''est pas dans la liste.'); end if;
    return private.end_action(p_request_id, jsonb_build_object('code', p_code));
end $$;

do $$
declare t regclass;
begin
    foreach t in array array['public.privacy_settings', 'public.incidents', 'public.providers']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
        execute format('grant select on table %s to authenticated', t);
        execute format('create policy read_for_managers on %s for select to authenticated using ((select private.app_role()) in (''owner'', ''admin''))', t);
    end loop;
end $$;
revoke execute on all functions in schema private from public, anon;
revoke execute on function private.notice_share, private.keep_incident from authenticated;
revoke execute on function public.privacy_registers, public.save_incident, public.log_incidents_export, public.save_privacy_settings,
    public.save_provider from public, anon;
grant execute on function public.privacy_registers, public.save_incident, public.log_incidents_export, public.save_privacy_settings,
    public.save_provider to authenticated;
