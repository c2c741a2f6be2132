-- What Twilio tells afterwards, and what somebody answers at the phone. Told twice, or in any order, it comes to the
-- same: an attempt only moves forward.

create or replace function private.receive_twilio_receipt(p_attempt_id uuid, p_provider_id text, p_state text,
    p_reason text) returns void
language plpgsql set search_path = ''
as $$
declare
    v_alert uuid;
    v_phone text;
begin
    select t.alert_id, coalesce(t.address, r.phone) into v_alert, v_phone from public.alert_attempts t
    left join public.recipients r on r.id = t.recipient_id where t.id = p_attempt_id and t.provider = 'twilio'
      -- That a call is over comes after the key that was pressed in it, and says less.
      and private.attempt_rank(t.state) <= private.attempt_rank(p_state) for no key update of t;
    if v_alert is null then return; end if;
    if p_reason = 'stop' then perform private.mark_unreachable('sms', v_phone, 'stop'); end if;
    perform private.apply_receipt(p_attempt_id, v_alert, p_state, p_state = 'failed', p_provider_id, p_reason, null);
end $$;

-- A key was pressed: it is theirs (taken), or the next person is to be told (passed). Somebody else may have come first
-- (over); null when there is no such call.
create or replace function private.answer_call(p_attempt_id uuid, p_provider_id text, p_takes boolean) returns text
language plpgsql set search_path = ''
as $$
declare
    v_alert uuid;
    v_name text;
begin
    select t.alert_id, r.full_name into v_alert, v_name from public.alert_attempts t
    join public.recipients r on r.id = t.recipient_id and r.active where t.id = p_attempt_id and t.channel = 'call';
    if v_alert is null then return null; end if;
    perform private.apply_receipt(p_attempt_id, v_alert, 'delivered', false, p_provider_id,
        case when p_takes then 'taken' else 'passed' end, null);
    if not p_takes then return 'passed'; end if;
    return case when private.acknowledge(v_alert, v_name, 'call') then 'taken' else 'over' end;
end $$;

-- When this person was called of late: a phone that rings all night is switched off.
create or replace function private.called_at(p_recipient_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(t.at order by t.at), '[]') from public.alert_attempts t
    where t.recipient_id = p_recipient_id and t.channel = 'call' and t.at > clock_timestamp() - interval '3 hours'
      -- One that never rang troubled nobody.
      and (t.handed_over_at is not null or t.state in ('prepared', 'unknown'))
$$;

-- A call to this person is on its way or under way; after a minute it is over, whether or not we were told.
create or replace function private.on_phone(p_recipient_id uuid) returns boolean
language sql stable set search_path = ''
as $$
    select exists (select 1 from public.alert_attempts t where t.recipient_id = p_recipient_id and t.channel = 'call'
        and t.state in ('prepared', 'unknown', 'handed_over') and t.at > clock_timestamp() - interval '70 seconds')
$$;
