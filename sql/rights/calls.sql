grant select on public.vapi_calls, public.call_attempts, public.call_search, public.call_logs to authenticated;
grant select, insert, update, delete on public.vapi_calls, public.call_attempts, public.call_search, public.call_logs
    to service_role;
grant execute on function public.assign_callback, public.call_detail, public.call_journal, public.classify_call,
    public.mark_called_back, public.record_attempt, public.today, public.undo_attempt, public.undo_called_back
    to authenticated;
grant execute on function private.is_call, private.is_line to service_role;

-- Called by those of the functions above that run with the person's own rights.
grant execute on function private.find_query, private.name_key, private.word_keys, private.word_vector,
    private.without_doubles, private.words_in to authenticated;
grant execute on function private.call_lines, private.callback_card, private.callbacks, private.counts_as_business,
    private.day_counts, private.last_attempt, private.live_calls, private.status_rank, private.waiting_people
    to authenticated;

-- The console's own probes are nobody's calls.
create policy read_for_team on public.vapi_calls for select to authenticated
    using ((select private.app_role()) is not null and vapi_call_id not like 'probe:%');
create policy read_for_team on public.call_attempts for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.call_search for select to authenticated
    using ((select private.app_role()) is not null);
create policy read_for_team on public.call_logs for select to authenticated
    using ((select private.app_role()) is not null);
