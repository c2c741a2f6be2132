grant select on public.probe_readings, public.check_ins, public.sentry_events to authenticated;
grant select, insert, update, delete on private.webhook_requests, private.probes, private.heartbeats,
    public.probe_readings, public.check_ins, public.sentry_events, private.watch_lease,
    private.settings_findings, private.chain_probes, private.chain_reader to service_role;
grant execute on function public.health, public.probe_history, public.status_line, public.test_sentry, public.watching
    to authenticated;

create policy read_for_keepers on public.probe_readings for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_keepers on public.check_ins for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_keepers on public.sentry_events for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
grant execute on function public.settings_findings to authenticated;
