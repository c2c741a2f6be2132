-- Rules, settings and recipients: owner and admin only.

create or replace function public.save_recipient(p_request_id uuid, p_recipient_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_id uuid := coalesce(p_recipient_id, p_request_id);
    r public.recipients;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_fields(p_fields, array['full_name', 'phone', 'email', 'on_call_rank', 'starts', 'ends',
        'weekdays', 'away_from', 'away_until', 'tested_at']);
    v_done := private.begin_action(p_request_id, 'save_recipient', 'recipient', v_id::text,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)), p_fields);
    if v_done is not null then return v_done; end if;
    select * into r from public.recipients where id = v_id for no key update;
    if not found then
        if p_recipient_id is not null then perform private.refuse('recipient_gone'); end if;
        r := jsonb_populate_record(null::public.recipients, jsonb_build_object('id', v_id, 'starts', '07:00',
            'ends', '21:00', 'weekdays', jsonb_build_array(1, 2, 3, 4, 5, 6, 7), 'active', true));
    end if;
    r := jsonb_populate_record(r, p_fields);
    if not (private.is_day(r.away_from) and private.is_day(r.away_until) and private.is_hour(r.starts)
            and private.is_hour(r.ends) and private.is_hour(r.tested_at)) then
        perform private.refuse('recipient_invalid');
    end if;
    -- What is known of the number and of the address is not of the form: a trigger takes it from where it is kept.
    insert into public.recipients values (r.*)
    on conflict (id) do update set full_name = excluded.full_name, phone = excluded.phone, email = excluded.email,
        on_call_rank = excluded.on_call_rank, starts = excluded.starts, ends = excluded.ends,
        weekdays = excluded.weekdays, away_from = excluded.away_from, away_until = excluded.away_until,
        tested_at = excluded.tested_at;
    return private.end_action(p_request_id, jsonb_build_object('id', r.id));
exception
    when check_violation or not_null_violation or invalid_text_representation or invalid_datetime_format
        or datetime_field_overflow or numeric_value_out_of_range then
        perform private.refuse('recipient_invalid');
        return null;
    when unique_violation then
        perform private.refuse('on_call_rank_taken');
        return null;
end $$;

create or replace function public.remove_recipient(p_request_id uuid, p_recipient_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'remove_recipient', 'recipient', p_recipient_id::text);
    if v_done is not null then return v_done; end if;
    update public.recipients set active = false, on_call_rank = null where id = p_recipient_id;
    if not found then perform private.refuse('recipient_gone'); end if;
    perform private.hand_on(array[p_recipient_id]);
    return private.end_action(p_request_id, jsonb_build_object('id', p_recipient_id));
end $$;

-- The whole on-call list at once, first to last: two people cannot hold the same rank, not even while they change
-- places.
create or replace function public.save_on_call(p_request_id uuid, p_recipient_ids uuid[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_on_call', 'recipient', array_to_string(p_recipient_ids, ','));
    if v_done is not null then return v_done; end if;
    if (select count(*) from public.recipients where active and id = any (p_recipient_ids))
        is distinct from cardinality(p_recipient_ids) then
        perform private.refuse('recipient_gone');
    end if;
    update public.recipients set on_call_rank = null where on_call_rank is not null;
    update public.recipients r set on_call_rank = o.place
    from unnest(p_recipient_ids) with ordinality as o (id, place) where r.id = o.id;
    return private.end_action(p_request_id, jsonb_build_object('on_call', p_recipient_ids));
end $$;

create or replace function public.save_alert_rule(p_request_id uuid, p_kind text, p_enabled boolean, p_urgent boolean,
    p_bundle_minutes integer)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    r public.alert_rules;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_alert_rule', 'alert_rule', p_kind,
        jsonb_build_object('enabled', p_enabled, 'urgent', p_urgent, 'bundle_minutes', p_bundle_minutes));
    if v_done is not null then return v_done; end if;
    update public.alert_rules set enabled = p_enabled, urgent = p_urgent, bundle_minutes = p_bundle_minutes
    where kind = p_kind and kind not in (select c.kind from public.customer_texts c) returning * into r;
    if not found then perform private.refuse('unknown_alert_rule'); end if;
    return private.end_action(p_request_id, to_jsonb(r));
exception when check_violation or not_null_violation then
    perform private.refuse('bundling_out_of_range');
    return null;
end $$;

create or replace function public.save_alert_settings(p_request_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    s public.alert_settings;
begin
    perform private.require_role('owner', 'admin');
    perform private.check_fields(p_fields, array['receipt_minutes', 'ack_minutes', 'throttle_count', 'throttle_minutes',
        'digest_at', 'unowned_minutes']);
    v_done := private.begin_action(p_request_id, 'save_alert_settings', 'alert_settings', null, p_fields);
    if v_done is not null then return v_done; end if;
    select * into s from public.alert_settings for update;
    s := jsonb_populate_record(s, p_fields);
    -- Longer, an alert that failed would wait past the night: the gate would have nothing to see.
    if s.receipt_minutes > 120 or s.ack_minutes > 240 or s.throttle_count > 100 or s.throttle_minutes > 240
            or not private.is_hour(s.digest_at) then
        perform private.refuse('alert_settings_invalid');
    end if;
    update public.alert_settings set receipt_minutes = s.receipt_minutes, ack_minutes = s.ack_minutes,
        throttle_count = s.throttle_count, throttle_minutes = s.throttle_minutes, digest_at = s.digest_at,
        unowned_minutes = s.unowned_minutes
    where only_row;
    return private.end_action(p_request_id, to_jsonb(s));
exception when check_violation or not_null_violation or invalid_text_representation or datetime_field_overflow
    or invalid_datetime_format or numeric_value_out_of_range then
    perform private.refuse('alert_settings_invalid');
    return null;
end $$;

-- How the texts of one kind begin; null: as usual. Refused when somebody wrote another beginning since it was read.
create or replace function public.save_alert_opening(p_request_id uuid, p_kind text, p_opening text, p_before text)
    returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_opening text := nullif(trim(p_opening), '');
    r public.alert_rules;
begin
    perform private.require_role('owner', 'admin');
    if length(v_opening) > 20 then perform private.refuse('alert_opening_too_long'); end if;
    v_done := private.begin_action(p_request_id, 'save_alert_opening', 'alert_rule', p_kind,
                                   jsonb_build_object('opening', v_opening));
    if v_done is not null then return v_done; end if;
    select * into r from public.alert_rules where kind = p_kind and kind in ('urgent_lead', 'lead', 'paul_trouble')
    for update;
    if not found then perform private.refuse('unknown_alert_rule'); end if;
    if r.opening is distinct from p_before then perform private.conflict('alert_opening_changed'); end if;
    update public.alert_rules set opening = v_opening where kind = p_kind;
    return private.end_action(p_request_id, jsonb_build_object('opening', v_opening));
end $$;
