grant select on public.privacy_requests, public.privacy_settings, public.incidents, public.providers,
    public.retention_rules, public.purge_runs to authenticated;
grant select, insert, update, delete on public.privacy_requests, private.vapi_erasures, private.erased_calls,
    public.privacy_settings, public.incidents, public.providers, public.retention_rules, private.purge_plan,
    public.purge_runs to service_role;
grant execute on function public.add_loose_mention, public.add_mention, public.ask_privacy_request,
    public.close_privacy_request, public.correct_person, public.erase_person, public.export_messages,
    public.export_person, public.leave_out, public.log_incidents_export, public.privacy_file, public.privacy_overview,
    public.privacy_registers, public.privacy_requests_board, public.purge_now, public.retention, public.save_incident,
    public.save_privacy_settings, public.save_provider, public.save_retention, public.search_person to authenticated;

create policy read_requests on public.privacy_requests for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_managers on public.privacy_settings for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_managers on public.incidents for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_managers on public.providers for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_managers on public.retention_rules for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_managers on public.purge_runs for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
