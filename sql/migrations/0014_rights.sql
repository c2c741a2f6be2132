-- Row level security on every table; explicit grants, none for anonymous. Reading is by role; writing only through
-- the functions of 0009 and 0010.

do $$
declare t regclass;
begin
    foreach t in array array['public.profiles', 'public.audit_log', 'public.vapi_calls', 'public.call_logs',
        'public.call_search', 'public.leads', 'public.appointments', 'public.opening_hours', 'public.booking_settings', 'private.inbox',
        'private.webhook_requests', 'private.probes', 'private.heartbeats']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
    end loop;
end $$;
revoke insert, update, delete on public.audit_log from service_role;

grant select on public.profiles, public.audit_log, public.vapi_calls, public.call_logs, public.call_search, public.leads,
    public.appointments, public.opening_hours, public.booking_settings to authenticated;

create policy read_people on public.profiles for select to authenticated
using (user_id = (select auth.uid()) or (select private.app_role()) is not null);
create policy read_audit on public.audit_log for select to authenticated
using ((select private.app_role()) in ('owner', 'admin'));

do $$
declare t text;
begin
    foreach t in array array['vapi_calls', 'call_logs', 'call_search', 'leads', 'appointments', 'opening_hours', 'booking_settings'] loop
        execute format('create policy read_for_team on public.%I for select to authenticated '
                       'using ((select private.app_role()) is not null)', t);
    end loop;
end $$;

-- Supabase grants execute by default: taken back from everyone, then given function by function.
revoke execute on all functions in schema public, private from public, anon, authenticated;
grant execute on function public.update_lead, public.mark_called_back, public.classify_call, public.book_appointment,
    public.change_appointment, public.assign_callback, public.retry_messages, public.status_line, public.today,
    public.call_journal, public.call_detail, public.lead_board, public.second_chances, public.week_appointments,
    public.booking_calendar, public.people, public.health to authenticated;
grant execute on function private.app_role, private.fold, private.local_day, private.counts_as_business,
    private.day_counts, private.live_calls, private.callbacks, private.call_lines, private.lead_view, private.calendar,
    private.status_rank, private.is_e164 to authenticated;
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke execute on functions from anon, authenticated, service_role;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
