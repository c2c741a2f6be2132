grant select, insert, update, delete on private.reconciliation_plan, private.reconciliations to service_role;
grant execute on function public.compare_with_vapi to authenticated;
