-- A refusal is a code, with what its sentence names as values: the words are in backend/refusals.py. The Data API gives
-- the code as `message` and the values as `details`.
create or replace function private.refuse(p_code text, p_values jsonb default '{}') returns void
language plpgsql set search_path = ''
as $$ begin raise exception using errcode = 'DF422', message = p_code, detail = p_values::text; end $$;

-- Somebody else was faster: to be read again, then decided again.
create or replace function private.conflict(p_code text) returns void language plpgsql set search_path = ''
as $$ begin raise exception using errcode = 'DF409', message = p_code, detail = '{}'; end $$;

-- A code with its values in one column of text, for what is told later: `odd_volume {"calls": 3, "usual": 12}`.
create or replace function private.coded(p_code text, p_values jsonb) returns text
language sql immutable set search_path = ''
as $$ select p_code || case when p_values = '{}' then '' else ' ' || p_values::text end $$;

-- A day or an hour that somebody meant, or none: Postgres keeps 'infinity' and 24:00, which no screen can read back.
create or replace function private.is_day(p_day date) returns boolean
language sql immutable set search_path = ''
as $$ select p_day is null or p_day between '2000-01-01' and '2199-12-31' $$;

create or replace function private.is_hour(p_hour time) returns boolean
language sql immutable set search_path = ''
as $$ select p_hour is null or p_hour < '24:00' $$;

-- Refuses what is longer than anyone writes by hand.
create or replace function private.check_lengths(p_changes jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare v_long jsonb;
begin
    select jsonb_build_object('field', x.field, 'most', x.most) into v_long
    from (values ('name', 200), ('phone', 40), ('address', 500), ('city', 200), ('postal_code', 40), ('service', 500),
                 ('description', 5000), ('note', 5000), ('lost_reason', 500), ('label', 100)) as x (field, most)
    where length(p_changes ->> x.field) > x.most limit 1;
    if v_long is not null then perform private.refuse('too_long', v_long); end if;
end $$;

-- A form's fields: known names, single values or short lists of them, and no more text than anyone writes by hand.
create or replace function private.check_fields(p_fields jsonb, p_known text[], p_most integer default 500) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_name text;
    v_value jsonb;
    v_long jsonb;
begin
    if p_fields is null or jsonb_typeof(p_fields) <> 'object' then perform private.refuse('fields_unreadable'); end if;
    for v_name, v_value in select * from jsonb_each(p_fields) loop
        if v_name <> all (p_known) then
            perform private.refuse('unknown_field', jsonb_build_object('fields', left(v_name, 60)));
        end if;
        if jsonb_typeof(v_value) = 'object' or exists (
            select 1 from jsonb_array_elements(case jsonb_typeof(v_value) when 'array' then v_value else '[]' end) e
            where jsonb_typeof(e) in ('object', 'array')) then
            perform private.refuse('fields_unreadable');
        end if;
        if length(case jsonb_typeof(v_value) when 'string' then v_value #>> '{}' else v_value::text end) > p_most then
            v_long := jsonb_build_object('field', v_name, 'most', p_most);
            perform private.refuse('too_long', v_long);
        end if;
    end loop;
end $$;

-- A list of such forms.
create or replace function private.check_rows(p_rows jsonb, p_known text[], p_most integer default 500) returns void
language plpgsql stable set search_path = ''
as $$
declare v_row jsonb;
begin
    if p_rows is null or jsonb_typeof(p_rows) <> 'array' then perform private.refuse('fields_unreadable'); end if;
    for v_row in select * from jsonb_array_elements(p_rows) loop
        perform private.check_fields(v_row, p_known, p_most);
    end loop;
end $$;

-- True for a number of which these digits are a part; the country's 1 may be typed or not.
create or replace function private.has_digits(p_phone text, p_digits text) returns boolean
language sql immutable parallel safe set search_path = ''
as $$ select regexp_replace(p_phone, '\D', '', 'g') like '%' || p_digits || '%' $$;

-- The midnight in Québec with which the day of that moment began.
create or replace function private.local_day(p_at timestamptz) returns timestamptz
language sql stable set search_path = ''
as $$ select date_trunc('day', p_at at time zone 'America/Toronto') at time zone 'America/Toronto' $$;

-- The same hour in Québec so many days before: a day on which the clocks change has another length.
create or replace function private.days_before(p_at timestamptz, p_days integer) returns timestamptz
language sql stable set search_path = ''
as $$ select (p_at at time zone 'America/Toronto' - make_interval(days => p_days)) at time zone 'America/Toronto' $$;
