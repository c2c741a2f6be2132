grant select on public.load_runs, public.evidence, public.accepted_risks, public.rollout_moves to authenticated;
grant select on public.load_runs to service_role;
grant select, insert on public.evidence, public.rollout_moves to service_role;
grant select, insert, update, delete on private.secret_salt, private.secret_sightings, private.secret_limits,
    private.measurements, public.accepted_risks, private.rollout_stages to service_role;
grant execute on function public.accept_risk, public.load_history, public.measure_now, public.move_stage,
    public.readiness, public.withdraw_risk to authenticated;

create policy read_load_runs on public.load_runs for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_managers on public.evidence for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_managers on public.accepted_risks for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
create policy read_for_managers on public.rollout_moves for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
