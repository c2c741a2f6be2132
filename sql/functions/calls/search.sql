-- A call is found by who called as soon as that is known, during the call already. What was said and who called are
-- kept apart: the report rewrites the one, a corrected name the other.

-- A number as people type it: whole, without the area, or in groups.
create or replace function private.number_words(p_phone text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
declare d text := right(regexp_replace(p_phone, '\D', '', 'g'), 10);
begin
    return concat_ws(' ', d, right(d, 7), left(d, 3), substr(d, 4, 3), right(d, 4));
end $$;

create or replace function private.who_called(p_call_id uuid) returns tsvector
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select strip(to_tsvector('simple', regexp_replace(private.fold(concat_ws(' ', c.caller_name,
            (select string_agg(concat_ws(' ', l.name, l.city, private.number_words(l.phone)), ' ' order by l.created_at,
                l.id)
             from public.leads l where l.call_id = c.id))), '[^a-z0-9]+', ' ', 'g')))
        from public.vapi_calls c where c.id = p_call_id);
end $$;

create or replace function private.note_who() returns trigger language plpgsql security definer set search_path = ''
as $$
declare
    v_call uuid := case tg_table_name when 'leads' then (to_jsonb(new) ->> 'call_id')::uuid else new.id end;
    v_who tsvector := private.who_called(v_call);
begin
    if v_who is not null then
        insert into public.call_search as s (call_id, words, who) values (v_call, '', v_who)
        on conflict (call_id) do update set who = excluded.who where s.who <> excluded.who;
    end if;
    return null;
end $$;
