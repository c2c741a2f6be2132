-- When, how long and where Paul may book, as people decide it on one screen.

-- A town as it is compared, however its saints and its hyphens are written: `st bruno`. What is said or left out is
-- left out: « L'Île-Perrot », « Vieux-Longueuil », « Mont-Saint-Hilaire »; not « La », for La Prairie is Laprairie.
create or replace function private.town_words(p_town text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    -- The index of names folds œ to one letter.
    return regexp_replace(btrim(regexp_replace(regexp_replace(
        private.fold(replace(replace(p_town, 'œ', 'oe'), 'Œ', 'oe')), '\m(sainte|saint|ste)\M', 'st', 'g'),
        '[^a-z0-9]+', ' ', 'g')), '^(l |les |(le )?vieux |mont (?=st ))', '');
end $$;

-- Of two towns in such words: the same, or one is the other's short name, as « Saint-Bruno » is of
-- Saint-Bruno-de-Montarville.
create or replace function private.same_town(p_words text, p_other text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return replace(p_words, ' ', '') = replace(p_other, ' ', '') or least(p_words, p_other) <> 'st'
        and (p_words || ' ' ^@ (p_other || ' ') or p_other || ' ' ^@ (p_words || ' '));
end $$;

-- Null where there is no territory, or nobody said which town.
create or replace function private.out_of_area(p_town text) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
    v_words text := private.town_words(p_town);
    v_territory text[] := (select s.territory from public.booking_settings s);
begin
    if v_words = '' or v_territory = '{}' then return null; end if;
    return not exists (select 1 from unnest(v_territory) t where private.same_town(v_words, private.town_words(t)));
end $$;

create or replace function private.booking_rules_now() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('slot_minutes', s.slot_minutes, 'step_minutes', s.step_minutes,
        'travel_minutes', s.travel_minutes, 'horizon_days', s.horizon_days, 'territory', s.territory,
        'hours', (select coalesce(jsonb_agg(to_jsonb(h) order by h.weekday), '[]') from public.opening_hours h))
    from public.booking_settings s
$$;

-- With the visits that stand, and the towns that people called from: what a change would do to them is told before.
create or replace function public.booking_rules() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return (select jsonb_build_object('now', clock_timestamp(), 'rules', private.booking_rules_now(),
            'version', s.version, 'changed_at', s.changed_at, 'previous', s.previous,
            'changed_by', (select p.full_name from public.profiles p where p.user_id = s.changed_by),
            'visits', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'ref', l.ref, 'name', l.name,
                           'starts_at', a.starts_at, 'ends_at', a.ends_at) order by a.starts_at), '[]')
                       from public.appointments a join public.leads l on l.id = a.lead_id
                       where a.status = 'booked' and a.ends_at > clock_timestamp()),
            'towns', (select coalesce(jsonb_agg(jsonb_build_object('town', t.city, 'leads', t.n)
                                                order by t.n desc, t.city), '[]')
                      from (select l.city, count(*) as n from public.leads l
                            where l.created_at > now() - interval '90 days' and not l.is_test and l.city <> ''
                            group by l.city order by n desc limit 300) t))
        from public.booking_settings s);
end $$;

-- All hours at once: a day that is not among them is closed. Refused when somebody changed the rules since they were
-- read; visits that are booked stay.
create or replace function public.save_booking_rules(p_request_id uuid, p_version integer, p_hours jsonb,
    p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_before jsonb := private.booking_rules_now();
    s public.booking_settings;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_rows(p_hours, array['weekday', 'opens', 'closes']);
    perform private.check_fields(p_fields, array['slot_minutes', 'step_minutes', 'travel_minutes', 'horizon_days',
        'territory'], 4000);
    v_done := private.begin_action(p_request_id, 'save_booking_rules', 'booking_rules', null,
                                   jsonb_build_object('hours', p_hours, 'rules', p_fields), to_jsonb(p_version));
    if v_done is not null then return v_done; end if;
    select * into s from public.booking_settings for update;
    if p_version is distinct from s.version then perform private.conflict('booking_rules_changed'); end if;
    s := jsonb_populate_record(s, p_fields);
    delete from public.opening_hours where weekday is not null;
    insert into public.opening_hours (weekday, opens, closes)
    select h.weekday, h.opens, h.closes from jsonb_populate_recordset(null::public.opening_hours, p_hours) h;
    if exists (select 1 from public.opening_hours h
               where h.closes - h.opens < make_interval(mins => s.slot_minutes)) then
        perform private.refuse('opening_too_short', jsonb_build_object('minutes', s.slot_minutes));
    end if;
    -- An hour of the next day: no clock shows it.
    if exists (select 1 from public.opening_hours h where h.closes = '24:00') or exists (
        select 1 from unnest(s.territory) t where private.town_words(t) = '' or length(t) > 60) then
        perform private.refuse('booking_rules_invalid');
    end if;
    update public.booking_settings set slot_minutes = s.slot_minutes, step_minutes = s.step_minutes,
        travel_minutes = s.travel_minutes, horizon_days = s.horizon_days, territory = s.territory,
        version = version + 1, changed_at = clock_timestamp(), changed_by = auth.uid(), previous = v_before
    where only_row;
    return private.end_action(p_request_id, jsonb_build_object('version', s.version + 1));
exception when check_violation or not_null_violation or unique_violation or invalid_text_representation
    or invalid_datetime_format or datetime_field_overflow or numeric_value_out_of_range then
    perform private.refuse('booking_rules_invalid');
    return null;
end $$;
