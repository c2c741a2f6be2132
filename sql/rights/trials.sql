grant select on public.trial_settings, public.test_calls to authenticated;
grant select, insert, update, delete on public.trial_settings, public.test_calls to service_role;
grant execute on function public.ask_trial, public.save_trial_settings, public.trials to authenticated;

create policy read_for_team on public.trial_settings for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.test_calls for select to authenticated
    using ((select private.app_role()) is not null);
