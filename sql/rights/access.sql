grant select on public.profiles, public.audit_log to authenticated;
grant select, insert, update, delete on public.profiles to service_role;
grant select on public.audit_log to service_role;
grant select on private.trail_links to service_role;
grant execute on function public.audit_trail, public.log_export, public.log_trail_export, public.people
    to authenticated;

-- Called by those of the functions above that run with the person's own rights.
grant execute on function private.app_role, private.days_before, private.fold, private.has_digits, private.is_e164,
    private.local_day, private.require_role, private.session_lives to authenticated;
grant execute on function private.new_id to service_role;

create policy read_people on public.profiles for select to authenticated
    using (user_id = (select auth.uid()) and (select private.session_lives())
        or (select private.app_role()) is not null);
create policy read_audit on public.audit_log for select to authenticated
    using ((select private.app_role()) in ('owner', 'admin'));
