-- How names are found however they are spelled. Extensions that do this are not everywhere: what is indexed beside a
-- name is how it sounds, and that with each letter left out in turn. Two spellings one letter apart then share a word.

-- How a French name sounds, near enough: Gauthier and Gothier, Lévesque and Levèque, Tremblay and Tremblé.
create or replace function private.name_key(p_word text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
declare k text := p_word;
begin
    k := regexp_replace(k, 'e?au', 'o', 'g');
    k := regexp_replace(k, 'ph', 'f', 'g');
    k := regexp_replace(k, '(qu|ck|k|c(?=[^eiyh]|$))', 'k', 'g');
    k := regexp_replace(k, 'c(?=[eiy])|z', 's', 'g');
    k := regexp_replace(k, '[ae][iy]', 'e', 'g');
    k := translate(k, 'yhw', 'i');
    k := regexp_replace(k, '(.)\1+', '\1', 'g');
    -- What is not heard at the end.
    k := regexp_replace(k, '(er|es|ent|[estdx])+$', '');
    return coalesce(nullif(k, ''), p_word);
end $$;

-- How a word sounds, and that without one letter; nothing for short words and numbers, which would sound like too much.
create or replace function private.word_keys(p_word text) returns text[]
language plpgsql immutable parallel safe set search_path = ''
as $$
declare k text := private.name_key(p_word);
begin
    if length(p_word) < 4 or p_word ~ '[0-9]' then return '{}'; end if;
    if length(k) < 5 then return array['=' || k]; end if;
    return array['=' || k]
        || array(select '=' || overlay(k placing '' from i for 1) from generate_series(1, length(k)) i);
end $$;

-- No word is as long as sixty letters: what is cut there keeps a text without spaces from taking minutes to look for.
create or replace function private.words_in(p_text text) returns text[]
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return array(select left(w, 60) from regexp_split_to_table(private.fold(p_text), '[^a-z0-9]+') w where w <> '');
end $$;

-- Names and places: each word, both ways of writing Saint, and how it sounds.
create or replace function private.name_vector(p_text text) returns tsvector
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
    v_words text[] := private.words_in(p_text);
begin
    return array_to_tsvector(array(
        select unnest(v_words)
        union select case w when 'saint' then 'st' when 'st' then 'saint' when 'sainte' then 'ste' else 'sainte' end
              from unnest(v_words) w where w in ('saint', 'st', 'sainte', 'ste')
        union select k from unnest(v_words) w, unnest(private.word_keys(w)) k));
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
