-- What the administrator asks for on the screen Sauvegardes.

create or replace function public.ask_backup_now(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('admin');
    v_done := private.begin_action(p_request_id, 'ask_backup', 'backup', null);
    if v_done is not null then return v_done; end if;
    if exists (select 1 from public.backups where state = 'running' or (state = 'asked' and attempts = 0)) then
        perform private.refuse('backup_running');
    end if;
    return private.end_action(p_request_id,
        jsonb_build_object('id', private.ask_backup('hand', 'hand:' || p_request_id, auth.uid())));
end $$;

create or replace function public.prove_backup(p_request_id uuid, p_backup_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('admin');
    v_done := private.begin_action(p_request_id, 'prove_backup', 'backup', p_backup_id::text);
    if v_done is not null then return v_done; end if;
    if not exists (select 1 from public.backups where id = p_backup_id and state = 'stored') then
        perform private.refuse('copy_gone');
    end if;
    if exists (select 1 from public.backup_proofs where backup_id = p_backup_id and state in ('asked', 'running')) then
        perform private.refuse('proof_running');
    end if;
    return private.end_action(p_request_id, jsonb_build_object('id',
        private.ask_proof(p_backup_id, 'hand', 'hand:' || p_request_id, auth.uid())));
end $$;

-- What waits is cancelled at once; what runs is asked to stop, and says so within seconds.
create or replace function public.cancel_backup(p_request_id uuid, p_kind text, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('admin');
    if p_kind is null or p_kind not in ('backup', 'proof') then
        perform private.refuse('unknown_backup_kind');
    end if;
    v_done := private.begin_action(p_request_id, 'cancel_backup', p_kind, p_id::text);
    if v_done is not null then return v_done; end if;
    if p_kind = 'backup' then
        update public.backups set cancel_asked = true,
            state = case state when 'asked' then 'cancelled' else state end,
            due_at = case state when 'asked' then null else due_at end where id = p_id
                and state in ('asked', 'running');
    else
        update public.backup_proofs set cancel_asked = true,
            state = case state when 'asked' then 'cancelled' else state end,
            due_at = case state when 'asked' then null else due_at end where id = p_id
                and state in ('asked', 'running');
    end if;
    if not found then perform private.refuse('nothing_to_stop'); end if;
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id));
end $$;

create or replace function public.save_backup_settings(p_request_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('admin');
    perform private.check_fields(p_fields, array['enabled', 'nightly_at', 'keep_daily', 'keep_weekly', 'keep_monthly',
        'proof_limit_hours']);
    v_done := private.begin_action(p_request_id, 'save_backup_settings', 'backup_settings', null, p_fields);
    if v_done is not null then return v_done; end if;
    if not private.is_hour((p_fields ->> 'nightly_at')::time) then
        perform private.refuse('backup_settings_invalid');
    end if;
    update public.backup_settings s set enabled = coalesce((p_fields ->> 'enabled')::boolean, s.enabled),
        nightly_at = coalesce((p_fields ->> 'nightly_at')::time, s.nightly_at),
        keep_daily = coalesce((p_fields ->> 'keep_daily')::smallint, s.keep_daily),
        keep_weekly = coalesce((p_fields ->> 'keep_weekly')::smallint, s.keep_weekly),
        keep_monthly = coalesce((p_fields ->> 'keep_monthly')::smallint, s.keep_monthly),
        proof_limit_hours = coalesce((p_fields ->> 'proof_limit_hours')::smallint, s.proof_limit_hours)
    where s.only_row;
    return private.end_action(p_request_id, p_fields);
exception when check_violation or invalid_text_representation or invalid_datetime_format
    or datetime_field_overflow or numeric_value_out_of_range then
    perform private.refuse('backup_settings_invalid');
    return null;
end $$;
