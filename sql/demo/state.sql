-- May the demonstration be written here, and is it there already?
select coalesce(current_setting('drain.embedded', true), '') = 'on' as embedded,
       exists (select from public.vapi_calls where is_demo) as has_demo
