grant select on public.leads, public.lead_notes, public.appointments, public.appointment_changes, public.opening_hours,
    public.closed_days, public.booking_settings to authenticated;
grant select, insert, update, delete on public.leads, public.lead_notes, public.appointments,
    public.appointment_changes, public.opening_hours, public.closed_days, public.booking_settings to service_role;
grant select, insert, update, delete on private.calendar_feeds to service_role;
grant execute on function public.assign_appointment, public.book_appointment, public.booking_calendar,
    public.booking_rules, public.change_appointment, public.closed_days, public.create_lead, public.customer,
    public.lead_board, public.lead_table, public.log_leads_export, public.lost_leads, public.make_calendar_feed,
    public.move_appointment, public.my_calendar_feed, public.restore_appointment, public.revoke_calendar_feed,
    public.save_booking_rules, public.save_closed_day, public.second_chances, public.update_lead,
    public.week_appointments to authenticated;
grant execute on function private.is_lead to service_role;

-- Called by those of the functions above that run with the person's own rights.
grant execute on function private.called_again, private.history_of, private.last_change, private.lead_in_view,
    private.lead_thread, private.lead_view, private.matching_leads, private.out_of_area, private.person_name,
    private.same_town, private.town_words, private.visit_to_come to authenticated;

create policy read_for_team on public.leads for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.lead_notes for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.appointments for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.opening_hours for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.appointment_changes for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.closed_days for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.booking_settings for select to authenticated
    using ((select private.app_role()) is not null);
