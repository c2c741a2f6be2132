-- Who may divert the line, and put it back.

create or replace function public.divert_line(p_request_id uuid, p_exercise boolean default false) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_to record;
    v_id uuid;
    v_vapi text := (select vapi from public.trial_settings);
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, case when p_exercise then 'exercise_plan_b' else 'divert_line' end,
        'diversion', null);
    if v_done is not null then return v_done; end if;
    if v_vapi is null or v_vapi = 'absent' then perform private.refuse('diversion_without_vapi'); end if;
    select * into v_to from private.diversion_target();
    if v_to.phone is null then perform private.refuse('diversion_without_recipient'); end if;
    insert into private.diversions (is_exercise, asked_by, to_number, to_name)
    values (coalesce(p_exercise, false), auth.uid(), v_to.phone, v_to.name) returning id into v_id;
    perform pg_notify('drain_work', 'plan_b');
    return private.end_action(p_request_id, jsonb_build_object('id', v_id));
exception when unique_violation then
    perform private.refuse('line_already_diverted');
    return null;
end $$;

create or replace function public.undo_diversion(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_id uuid;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'undo_diversion', 'diversion', null);
    if v_done is not null then return v_done; end if;
    update private.diversions set state = 'ending', undo_asked_at = coalesce(undo_asked_at, clock_timestamp()),
        undo_asked_by = coalesce(undo_asked_by, auth.uid()), due_at = clock_timestamp(),
        passed = case when is_exercise then coalesce(passed, false) end,
        verdict = case when is_exercise then coalesce(verdict, 'stopped') end
    where state in ('asked', 'on', 'ending') returning id into v_id;
    if v_id is null then perform private.refuse('line_not_diverted'); end if;
    perform pg_notify('drain_work', 'plan_b');
    return private.end_action(p_request_id, jsonb_build_object('id', v_id));
end $$;

create or replace function public.save_plan_b_settings(p_request_id uuid, p_recipient_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_plan_b_settings', 'plan_b_settings', p_recipient_id::text);
    if v_done is not null then return v_done; end if;
    if p_recipient_id is not null and not exists (select 1 from public.recipients r where r.id = p_recipient_id
        and r.active and r.phone is not null) then
        perform private.refuse('recipient_without_phone');
    end if;
    update private.plan_b_settings set recipient_id = p_recipient_id where only_row;
    return private.end_action(p_request_id, jsonb_build_object('recipient_id', p_recipient_id));
end $$;
