-- May the demonstration be written here, is it there already, and was its writing cut short? What people did comes last:
-- old calls of which none was ever classified are the beginning of a history without its end.
select coalesce(current_setting('drain.embedded', true), '') = 'on' as embedded,
       exists (select from public.vapi_calls where is_demo) as has_demo,
       exists (select from public.vapi_calls where is_demo and created_at < now() - interval '3 days')
           and not exists (select from public.vapi_calls where is_demo and classification is not null) as cut_short
