grant select on public.recording_requests to authenticated;
grant select, insert, update, delete on public.recording_requests, private.recording_links to service_role;
grant execute on function public.ask_recording, public.recording_source to authenticated;

create policy read_own on public.recording_requests for select to authenticated
    using (asked_by = (select auth.uid()) and (select private.app_role()) is not null);
