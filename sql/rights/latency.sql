grant select, insert, update, delete on private.latency_rollups, private.slow_calls, private.latency_stale,
    private.latency_progress to service_role;
grant execute on function public.latency to authenticated;
