-- How names are found however they are spelled. Extensions that do this are not everywhere: what is indexed beside a
-- name is how it sounds, and that with each letter left out in turn. Two spellings one letter apart then share a word.

-- How a French name sounds, near enough: Gauthier and Gothier, Lévesque and Levèque, Tremblay and Tremblé.
create or replace function private.name_key(p_word text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
declare k text := replace(replace(replace(p_word, 'eau', 'o'), 'au', 'o'), 'ph', 'f');
begin
    k := replace(replace(k, 'qu', 'k'), 'ck', 'k');
    k := regexp_replace(k, 'c(?=[^eiyh]|$)', 'k', 'g');
    k := regexp_replace(k, 'c(?=[eiy])|z', 's', 'g');
    k := regexp_replace(k, '[ae][iy]', 'e', 'g');
    k := translate(k, 'yhw', 'i');
    k := regexp_replace(k, '(.)\1+', '\1', 'g');
    -- What is not heard at the end.
    k := regexp_replace(k, '(er|es|ent|[estdx])+$', '');
    return coalesce(nullif(k, ''), p_word);
end $$;

-- How a word sounds, and that without one letter; nothing for short words and numbers, which would sound like too much.
-- In steps, not as one query: it runs for each name that is told, and a query costs more to begin than this to end.
create or replace function private.word_keys(p_word text) returns text[]
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
    k text;
    v_keys text[];
begin
    if length(p_word) < 4 or p_word ~ '[0-9]' then return '{}'; end if;
    k := private.name_key(p_word);
    v_keys := array['=' || k];
    if length(k) < 5 then return v_keys; end if;
    for i in 1 .. length(k) loop
        v_keys := v_keys || ('=' || overlay(k placing '' from i for 1));
    end loop;
    return v_keys;
end $$;

-- No word is as long as sixty letters: what is cut there keeps a text without spaces from taking minutes to look for.
create or replace function private.words_in(p_text text) returns text[]
language plpgsql immutable parallel safe set search_path = ''
as $$
declare v_text text := private.fold(p_text);
begin
    if length(v_text) > 60 then v_text := regexp_replace(v_text, '([a-z0-9]{60})[a-z0-9]+', '\1', 'g'); end if;
    return array_remove(regexp_split_to_array(v_text, '[^a-z0-9]+'), '');
end $$;

-- Names and places: each word, both ways of writing Saint, and how it sounds.
create or replace function private.name_vector(p_text text) returns tsvector
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
    v_words text[] := private.words_in(p_text);
    v_all text[] := v_words;
    v_done text[] := '{}';
    w text;
begin
    foreach w in array v_words loop
        -- A caller and their lead mostly have one name.
        continue when w = any (v_done);
        v_done := v_done || w;
        if w in ('saint', 'st', 'sainte', 'ste') then
            v_all := v_all || case w when 'saint' then 'st' when 'st' then 'saint' when 'sainte' then 'ste'
                else 'sainte' end;
        end if;
        v_all := v_all || private.word_keys(w);
    end loop;
    return array_to_tsvector(v_all);
end $$;

-- Words as they were written.
create or replace function private.word_vector(p_text text) returns tsvector
language plpgsql immutable parallel safe set search_path = ''
as $$ begin return array_to_tsvector(private.words_in(p_text)); end $$;

-- A number as people type it: whole, without the area, or in groups.
create or replace function private.number_words(p_phone text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
declare d text := right(regexp_replace(p_phone, '\D', '', 'g'), 10);
begin
    return concat_ws(' ', d, right(d, 7), left(d, 3), substr(d, 4, 3), right(d, 4));
end $$;
