-- A call is found by who called as soon as that is known, during the call already: until its report comes it is looked
-- at by itself. Then what was said and who called are kept apart: a later report rewrites the one, a corrected name the
-- other.

-- What to look for: every word must begin a word, or sound like a name, of what is found. Null for no words.
create or replace function private.find_query(p_text text) returns tsquery
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    -- A text of a page takes seconds to become a query, and then breaks it.
    if length(p_text) > 500 then perform private.refuse('request_too_long'); end if;
    return (select string_agg('(' || concat_ws(' | ', quote_literal(w) || ':*',
                (select string_agg(quote_literal(k), ' | ') from unnest(private.word_keys(w)) k)) || ')', ' & ')
            from unnest(private.words_in(p_text)) w)::tsquery;
end $$;

create or replace function private.who_called(p_call_id uuid) returns tsvector
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select private.name_vector(concat_ws(' ', c.caller_name,
            (select string_agg(concat_ws(' ', l.name, l.city, private.number_words(l.phone)), ' ' order by l.created_at,
                l.id)
             from public.leads l where l.call_id = c.id)))
        from public.vapi_calls c where c.id = p_call_id);
end $$;

-- Who called may be told better after the report.
create or replace function private.note_who() returns trigger language plpgsql security definer set search_path = ''
as $$
declare v_call uuid;
begin
    if tg_table_name = 'leads' then v_call := new.call_id; else v_call := new.id; end if;
    if exists (select 1 from public.vapi_calls c where c.id = v_call and c.reported_at is not null) then
        insert into public.call_search as s (call_id, words, who) values (v_call, '', private.who_called(v_call))
        on conflict (call_id) do update set who = excluded.who where s.who <> excluded.who;
    end if;
    return null;
end $$;

-- The calls found by these words.
create or replace function private.calls_found(p_query tsquery) returns setof uuid
language plpgsql stable set search_path = ''
as $$
begin
    return query
    select s.call_id from public.call_search s where s.everything @@ p_query
    union all
    select c.id from public.vapi_calls c where c.reported_at is null and private.who_called(c.id) @@ p_query;
end $$;
