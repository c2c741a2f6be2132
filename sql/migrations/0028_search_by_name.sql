-- A call is found by who called as soon as that is known, during the call already, and not only once its report came.
-- What was said and who called are kept apart: the report rewrites the one, a corrected name the other.

alter table public.call_search add column who tsvector not null default '';
alter table public.call_search add column everything tsvector generated always as (words || who) stored;
drop index public.call_search_words;
create index call_search_everything on public.call_search using gin (everything);

-- A number as people type it: whole, without the area, or in groups.
create function private.number_words(p_phone text) returns text
language sql immutable parallel safe set search_path = ''
as $$
    select concat_ws(' ', d, right(d, 7), left(d, 3), substr(d, 4, 3), right(d, 4))
    from (select right(regexp_replace(p_phone, '\D', '', 'g'), 10) as d) n
$$;

create function private.who_called(p_call_id uuid) returns tsvector
language sql stable set search_path = ''
as $$
    select to_tsvector('simple', regexp_replace(private.fold(concat_ws(' ', c.caller_name,
        private.number_words(c.caller_number),
        (select string_agg(concat_ws(' ', l.name, l.city, private.number_words(l.phone)), ' ' order by l.created_at, l.id)
         from public.leads l where l.call_id = c.id))), '[^a-z0-9]+', ' ', 'g'))
    from public.vapi_calls c where c.id = p_call_id
$$;

create function private.note_who() returns trigger language plpgsql security definer set search_path = ''
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
create trigger leads_who_new after insert on public.leads for each row
when (new.call_id is not null) execute function private.note_who();
create trigger leads_who after update of name, phone, city on public.leads for each row
when (new.call_id is not null and (new.name, new.phone, new.city) is distinct from (old.name, old.phone, old.city))
execute function private.note_who();
create trigger vapi_calls_who_new after insert on public.vapi_calls for each row
when (new.caller_name is not null or new.caller_number is not null) execute function private.note_who();
create trigger vapi_calls_who after update of caller_name, caller_number on public.vapi_calls for each row
when ((new.caller_name, new.caller_number) is distinct from (old.caller_name, old.caller_number))
execute function private.note_who();

insert into public.call_search as s (call_id, words, who) select c.id, '', private.who_called(c.id) from public.vapi_calls c
on conflict (call_id) do update set who = excluded.who;

-- As in 0012, but for where the words are looked up.
create or replace function private.journal_page(p_from timestamptz, p_to timestamptz, p_outcomes text[], p_caller text,
    p_query tsquery, p_before timestamptz, p_before_id uuid, p_limit integer) returns setof uuid
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
begin
    if p_query is null then
        return query
        select c.id from public.vapi_calls c
        where (p_from is null or c.created_at >= p_from) and (p_to is null or c.created_at < p_to)
          and (p_outcomes is null or c.outcome = any (p_outcomes))
          and (p_caller is null or c.caller_number = p_caller)
          and (p_before is null or (c.created_at, c.id) < (p_before, p_before_id))
        order by c.created_at desc, c.id desc limit p_limit;
    else
        return query
        select c.id from public.call_search s join public.vapi_calls c on c.id = s.call_id
        where s.everything @@ p_query
          and (p_from is null or c.created_at >= p_from) and (p_to is null or c.created_at < p_to)
          and (p_outcomes is null or c.outcome = any (p_outcomes))
          and (p_caller is null or c.caller_number = p_caller)
          and (p_before is null or (c.created_at, c.id) < (p_before, p_before_id))
        order by c.created_at desc, c.id desc limit p_limit;
    end if;
end $$;
revoke execute on function private.number_words, private.who_called, private.note_who from public, anon, authenticated;
