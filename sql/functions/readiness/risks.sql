-- The owner alone answers for a risk, for a while and in writing.
create or replace function public.accept_risk(p_request_id uuid, p_gate text, p_reason text, p_until date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_until timestamptz;
begin
    perform private.require_role('owner');
    if not private.is_day(p_until) then perform private.refuse('risk_invalid'); end if;
    v_until := (p_until + 1)::timestamp at time zone 'America/Toronto';
    v_done := private.begin_action(p_request_id, 'accept_risk', 'gate', p_gate, jsonb_build_object('until', p_until),
        to_jsonb(p_reason));
    if v_done is not null then return v_done; end if;
    if p_gate is null or p_gate <> all (private.gate_order()) then
        perform private.refuse('unknown_gate');
    end if;
    if v_until is null or v_until <= now() then perform private.refuse('risk_until_the_past'); end if;
    update public.accepted_risks set withdrawn_at = clock_timestamp(), withdrawn_by = auth.uid()
    where gate = p_gate and withdrawn_at is null and expires_at > now();
    insert into public.accepted_risks (id, gate, reason, accepted_by, expires_at)
        values (p_request_id, p_gate, btrim(p_reason), auth.uid(), v_until);
    return private.end_action(p_request_id, jsonb_build_object('gate', p_gate, 'until', p_until));
exception when check_violation or not_null_violation then
    perform private.refuse('risk_invalid');
    return null;
end $$;

create or replace function public.withdraw_risk(p_request_id uuid, p_gate text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner');
    if p_gate is null or p_gate <> all (private.gate_order()) then perform private.refuse('unknown_gate'); end if;
    v_done := private.begin_action(p_request_id, 'withdraw_risk', 'gate', p_gate);
    if v_done is not null then return v_done; end if;
    update public.accepted_risks set withdrawn_at = clock_timestamp(), withdrawn_by = auth.uid()
    where gate = p_gate and withdrawn_at is null and expires_at > now();
    return private.end_action(p_request_id, jsonb_build_object('gate', p_gate));
end $$;
