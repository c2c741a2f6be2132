-- Kept at least five years after the company became aware: not even by hand does one go before.
create or replace function private.keep_incident() returns trigger language plpgsql set search_path = ''
as $$
begin
    if tg_op = 'DELETE' then
        if old.aware_on < (now() at time zone 'America/Toronto')::date - interval '5 years' then return old; end if;
    end if;
    raise exception 'an incident is kept for five years';
end $$;

-- How many of the last calls began with the notice. Paul's first words alone count; calls in which he said nothing are
-- left out.
create or replace function private.notice_share(p_days integer) returns jsonb
language sql stable set search_path = ''
as $$
    with said as (
        select c.id, c.created_at, strpos(private.fold(f.text), private.fold(s.notice_words)) > 0 as heard
        from public.privacy_settings s, public.vapi_calls c
        cross join lateral (select g.text from public.call_logs g where g.call_id = c.id and g.kind = 'said'
            and g.speaker = 'paul'
                            order by g.at, g.id limit 1) f
        where c.created_at > now() - make_interval(days => p_days) and not c.is_test and c.status = 'ended'
            and f.text <> '')
    select jsonb_build_object('days', p_days, 'calls', count(*), 'heard', count(*) filter (where heard),
        'without', coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'created_at', x.created_at)
            order by x.created_at desc)
                    from (select * from said where not heard order by created_at desc limit 10) x), '[]'))
    from said
$$;

create or replace function public.privacy_registers() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return jsonb_build_object('now', clock_timestamp(),
        'settings', (select to_jsonb(s) - 'only_row' from public.privacy_settings s),
        'notice', private.notice_share(30),
        'incidents', (select coalesce(jsonb_agg(to_jsonb(i) - 'created_by' || jsonb_build_object('created_by_name',
                (select full_name from public.profiles where user_id = i.created_by)) order by i.number desc), '[]')
                    from public.incidents i),
        'providers', (select jsonb_agg(to_jsonb(p) - 'rank' order by p.rank) from public.providers p));
end $$;

-- p_id null: a new one. The trail tells which fields were written, not what.
create or replace function public.save_incident(p_request_id uuid, p_id uuid, p_fields jsonb,
    p_version integer default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.incidents;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_fields(p_fields, array['information', 'circumstances', 'happened_from', 'happened_until',
        'period_is_estimate', 'aware_on', 'persons', 'persons_is_estimate', 'risk_elements', 'risk_is_serious',
        'cai_notified_on', 'persons_notified_on', 'public_notice_on', 'no_notice_reason', 'measures'], 5000);
    if length(p_fields::text) > 20000 then perform private.refuse('incident_too_long'); end if;
    v_done := private.begin_action(p_request_id, 'save_incident', 'incident', coalesce(p_id, p_request_id)::text,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)),
        jsonb_build_array(p_fields, p_version));
    if v_done is not null then return v_done; end if;
    if p_id is not null then
        select * into v from public.incidents where id = p_id for update;
        if not found then perform private.refuse('incident_gone'); end if;
        if p_version is not null and p_version <> v.version then
            perform private.conflict('incident_changed');
        end if;
    end if;
    v := jsonb_populate_record(v, p_fields);
    if not (private.is_day(v.happened_from) and private.is_day(v.happened_until) and private.is_day(v.aware_on)
            and private.is_day(v.cai_notified_on) and private.is_day(v.persons_notified_on)
            and private.is_day(v.public_notice_on)) then
        perform private.refuse('incident_unreadable');
    end if;
    if p_id is null then
        -- One after the other, and none missing: a refusal uses up no number.
        perform pg_advisory_xact_lock(hashtext('incidents'));
        insert into public.incidents (id, number, information, circumstances, happened_from, happened_until,
            period_is_estimate, aware_on,
            persons, persons_is_estimate, risk_elements, risk_is_serious, cai_notified_on, persons_notified_on,
            public_notice_on, no_notice_reason, measures, created_by)
        values (p_request_id, (select coalesce(max(number), 0) + 1 from public.incidents), v.information,
            v.circumstances, v.happened_from, v.happened_until, coalesce(v.period_is_estimate, false),
            v.aware_on, v.persons, coalesce(v.persons_is_estimate, false), v.risk_elements, v.risk_is_serious,
            v.cai_notified_on,
            v.persons_notified_on, v.public_notice_on, coalesce(v.no_notice_reason, ''), v.measures, auth.uid())
        returning * into v;
    else
        update public.incidents i set information = v.information, circumstances = v.circumstances,
            happened_from = v.happened_from,
            happened_until = v.happened_until, period_is_estimate = v.period_is_estimate, aware_on = v.aware_on,
            persons = v.persons, persons_is_estimate = v.persons_is_estimate, risk_elements = v.risk_elements,
            risk_is_serious = v.risk_is_serious,
            cai_notified_on = v.cai_notified_on, persons_notified_on = v.persons_notified_on,
            public_notice_on = v.public_notice_on,
            no_notice_reason = v.no_notice_reason, measures = v.measures, updated_at = clock_timestamp(),
            version = i.version + 1
        where i.id = p_id returning * into v;
    end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'number', v.number, 'version', v.version));
exception
    when not_null_violation then perform private.refuse('incident_fields_missing'); return null;
    when check_violation then
        perform private.refuse('incident_invalid');
        return null;
    when invalid_text_representation or invalid_datetime_format or datetime_field_overflow
        or numeric_value_out_of_range then
        perform private.refuse('incident_unreadable'); return null;
end $$;

create or replace function public.log_incidents_export(p_request_id uuid, p_rows integer) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_rows is null or p_rows < 0 then perform private.refuse('export_without_count'); end if;
    v_done := private.begin_action(p_request_id, 'export_incidents', 'incidents', null,
        jsonb_build_object('rows', p_rows));
    if v_done is not null then return v_done; end if;
    return private.end_action(p_request_id, jsonb_build_object('rows', p_rows));
end $$;

create or replace function public.save_privacy_settings(p_request_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    s public.privacy_settings;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_fields(p_fields, array['officer_name', 'officer_title', 'officer_email', 'officer_phone',
        'notice_words'], 254);
    v_done := private.begin_action(p_request_id, 'save_privacy_settings', 'privacy_settings', null,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)), p_fields);
    if v_done is not null then return v_done; end if;
    select * into s from public.privacy_settings for update;
    s := jsonb_populate_record(s, p_fields);
    update public.privacy_settings set officer_name = s.officer_name, officer_title = s.officer_title,
        officer_email = s.officer_email, officer_phone = s.officer_phone, notice_words = s.notice_words
    where only_row;
    return private.end_action(p_request_id, '{"saved": true}');
exception when check_violation or not_null_violation then
    perform private.refuse('privacy_settings_invalid');
    return null;
end $$;

create or replace function public.save_provider(p_request_id uuid, p_code text, p_agreement_on date,
    p_assessment_on date, p_in_use boolean, p_place text)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if not (private.is_day(p_agreement_on) and private.is_day(p_assessment_on)) then
        perform private.refuse('provider_day_invalid');
    end if;
    if length(p_place) > 200 then perform private.refuse('request_too_long'); end if;
    v_done := private.begin_action(p_request_id, 'save_provider', 'provider', p_code, jsonb_build_object(
        'agreement_on', p_agreement_on, 'assessment_on', p_assessment_on, 'in_use', p_in_use));
    if v_done is not null then return v_done; end if;
    update public.providers set agreement_on = p_agreement_on, assessment_on = p_assessment_on,
        in_use = coalesce(p_in_use, in_use),
        place = coalesce(nullif(btrim(p_place), ''), place) where code = p_code;
    if not found then perform private.refuse('unknown_provider'); end if;
    return private.end_action(p_request_id, jsonb_build_object('code', p_code));
end $$;
