-- What runs by itself when a row changes: every trigger, table by table. Each is replaced by its text here; one that
-- stands here no more is dropped. Columns are compared one by one: a comparison of whole rows is written down in other
-- brackets once it was dumped and restored, and a copy would seem to differ.

create or replace trigger profiles_last_owner_changed after update of role, suspended on public.profiles for each row
    when (old.role = 'owner' and not old.suspended) execute function private.keep_an_owner();
create or replace trigger profiles_last_owner_deleted after delete on public.profiles for each row
    when (old.role = 'owner' and not old.suspended) execute function private.keep_an_owner();
create or replace trigger profiles_leave_ladder after update of suspended on public.profiles for each row
    when (old.suspended <> new.suspended) execute function private.follow_team();
create or replace trigger profiles_leave_ladder_deleted after delete on public.profiles for each row
    execute function private.follow_team();
create or replace trigger profiles_keep_name after delete on public.profiles for each row
    execute function private.keep_name();

-- The result is written once, inside the transaction that made the row; after that nothing changes.
create or replace trigger audit_log_no_update before update on public.audit_log for each row
    when (old.result is not null) execute function private.refuse_change();
create or replace trigger audit_log_no_delete before delete on public.audit_log for each row
    execute function private.refuse_change();
create or replace trigger audit_log_no_truncate before truncate on public.audit_log for each statement
    execute function private.refuse_change();

create or replace trigger vapi_calls_guard before update of status on public.vapi_calls for each row
    when (new.status is distinct from old.status) execute function private.guard_call();
-- Demonstration rows are refused anywhere but on the embedded database.
create or replace trigger vapi_calls_demo before insert or update of is_demo on public.vapi_calls for each row
    when (new.is_demo and coalesce(current_setting('drain.embedded', true), '') <> 'on')
    execute function private.refuse_demo();
create or replace trigger vapi_calls_who after update of caller_name on public.vapi_calls for each row
    when (new.reported_at is not null and new.caller_name is distinct from old.caller_name)
    execute function private.note_who();
create or replace trigger vapi_calls_alert after update on public.vapi_calls for each row
    when (new.needs_callback is distinct from old.needs_callback
          or new.ended_category is distinct from old.ended_category)
    execute function private.call_alert();
create or replace trigger vapi_calls_trial before insert or update of caller_number on public.vapi_calls for each row
    when (new.caller_number is not null and not new.is_test) execute function private.mark_trial_call();
create or replace trigger vapi_calls_became_trial after update of is_test on public.vapi_calls for each row
    when (new.is_test and not old.is_test) execute function private.spread_trial();
create or replace trigger vapi_calls_meet_trial after insert or update on public.vapi_calls for each row
    when (new.is_test and new.status <> 'queued') execute function private.trial_call();
create or replace trigger vapi_calls_latency after update on public.vapi_calls for each row
    when (new.reported_at is not null) execute function private.call_changes_latency();

create or replace trigger vapi_calls_taken after update of assigned_to, needs_callback on public.vapi_calls for each row
    when (new.assigned_to is not null and old.assigned_to is null or old.needs_callback and not new.needs_callback)
    execute function private.note_taken();
create or replace trigger call_attempts_taken after insert on public.call_attempts for each row
    execute function private.note_taken();

create or replace trigger call_logs_alert after insert on public.call_logs for each row
    when (new.kind = 'event' and new.text = 'hang') execute function private.hang_alert();

-- Afterwards: with anything before an update, Postgres computes by what a lead is found anew at each, whatever changes.
create or replace trigger leads_demo after insert or update of is_demo on public.leads for each row
    when (new.is_demo and coalesce(current_setting('drain.embedded', true), '') <> 'on')
    execute function private.refuse_demo();
-- Found by who called: on the call as soon as the name is known, on its leads whenever one is corrected.
create or replace trigger leads_who_new after insert on public.leads for each row
    when (new.call_id is not null) execute function private.note_who();
create or replace trigger leads_who after update of name, phone, city on public.leads for each row
    when (new.call_id is not null
          and (new.name is distinct from old.name or new.phone is distinct from old.phone
               or new.city is distinct from old.city))
    execute function private.note_who();
create or replace trigger leads_alert_insert after insert on public.leads for each row
    execute function private.lead_alert();
create or replace trigger leads_alert_urgency after update of urgency on public.leads for each row
    when (new.urgency = 'urgent' and old.urgency <> 'urgent') execute function private.lead_alert();
create or replace trigger leads_alert_correction after update of name, phone, address on public.leads for each row
    when (new.version = old.version
          and (new.name <> old.name or new.phone <> old.phone or new.address <> old.address))
    execute function private.correction_alert();

create or replace trigger leads_taken after update of assigned_to, status on public.leads for each row
    when (new.assigned_to is not null and old.assigned_to is null or old.status = 'new' and new.status <> 'new')
    execute function private.note_taken();

create or replace trigger lead_notes_kept before update on public.lead_notes for each row
    execute function private.keep_note();

create or replace trigger appointments_demo before insert or update of is_demo on public.appointments for each row
    when (new.is_demo and coalesce(current_setting('drain.embedded', true), '') <> 'on')
    execute function private.refuse_demo();
create or replace trigger appointments_count before update on public.appointments for each row
    when (new.starts_at is distinct from old.starts_at or new.ends_at is distinct from old.ends_at
          or new.status is distinct from old.status or new.confirmed is distinct from old.confirmed
          or new.address is distinct from old.address or new.assigned_to is distinct from old.assigned_to)
    execute function private.count_visit_change();
create or replace trigger appointments_alert after insert on public.appointments for each row
    execute function private.appointment_alert();
-- After the alert of the team: that one comes first.
create or replace trigger appointments_customer_new after insert on public.appointments for each row
    execute function private.follow_visit();
create or replace trigger appointments_customer after update on public.appointments for each row
    when (new.starts_at is distinct from old.starts_at or new.status is distinct from old.status
          or new.confirmed is distinct from old.confirmed or new.is_test is distinct from old.is_test)
    execute function private.follow_visit();
create or replace trigger appointments_trial before insert on public.appointments for each row
    when (new.is_test and new.status = 'booked') execute function private.cancel_trial_visit();

-- What a form says of a number's proofs is not listened to.
create or replace trigger recipients_follow_address before insert or update on public.recipients for each row
    execute function private.follow_address();

create or replace trigger alerts_guard before update of state on public.alerts for each row
    when (new.state is distinct from old.state) execute function private.guard_alert();
create or replace trigger alerts_latency after update of handed_over_at, delivered_at on public.alerts for each row
    when (new.urgent and (new.handed_over_at is distinct from old.handed_over_at
                          or new.delivered_at is distinct from old.delivered_at))
    execute function private.alert_changes_latency();

create or replace trigger alert_attempts_doubt before update of state on public.alert_attempts for each row
    when (new.state = 'unknown' and old.state <> 'unknown') execute function private.note_doubt();
create or replace trigger alert_attempts_latency after update of delivered_at on public.alert_attempts for each row
    when (new.channel = 'sms' and new.delivered_at is distinct from old.delivered_at)
    execute function private.attempt_changes_latency();

create or replace trigger incidents_kept before delete on public.incidents for each row
    execute function private.keep_incident();
create or replace trigger incidents_no_truncate before truncate on public.incidents for each statement
    execute function private.keep_incident();

create or replace trigger load_runs_as_they_were before update or delete on public.load_runs for each row
    execute function private.keep_evidence();

create or replace trigger evidence_kept before update or delete on public.evidence for each row
    execute function private.keep_measured();
create or replace trigger evidence_no_truncate before truncate on public.evidence for each statement
    execute function private.keep_measured();

create or replace trigger rollout_moves_kept before delete on public.rollout_moves for each row
    execute function private.keep_measured();
