grant select, insert, update, delete on private.plan_b_settings, private.diversions, private.paul_signs,
    private.paul_drift to service_role;
grant execute on function public.divert_line, public.plan_b, public.save_plan_b_settings, public.undo_diversion
    to authenticated;
