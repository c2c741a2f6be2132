-- Noting who calls cost nearly every call one more write as it came in. The number that calls has an index of its own
-- already: only names, and what a lead says, are noted.

drop trigger vapi_calls_who_new on public.vapi_calls;
drop trigger vapi_calls_who on public.vapi_calls;

create or replace function private.who_called(p_call_id uuid) returns tsvector
language sql stable set search_path = ''
as $$
    select strip(to_tsvector('simple', regexp_replace(private.fold(concat_ws(' ', c.caller_name,
        (select string_agg(concat_ws(' ', l.name, l.city, private.number_words(l.phone)), ' ' order by l.created_at, l.id)
         from public.leads l where l.call_id = c.id))), '[^a-z0-9]+', ' ', 'g')))
    from public.vapi_calls c where c.id = p_call_id
$$;

create trigger vapi_calls_who_new after insert on public.vapi_calls for each row
when (new.caller_name is not null) execute function private.note_who();
create trigger vapi_calls_who after update of caller_name on public.vapi_calls for each row
when (new.caller_name is distinct from old.caller_name) execute function private.note_who();

update public.call_search set who = private.who_called(call_id) where who <> private.who_called(call_id);
