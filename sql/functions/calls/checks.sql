-- What the checks of calls and their lines name: one function a table. Postgres reads each check's text anew at every
-- write, and a list of words written out there took longer than to write the row.
create or replace function private.is_call(p_status text, p_outcome text, p_classification text,
    p_started_at timestamptz, p_ended_at timestamptz, p_cost_usd numeric, p_caller_number text, p_line_number text)
    returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return p_ended_at >= p_started_at and p_cost_usd >= 0
        -- E.164, as private.is_e164 says it.
        and p_caller_number ~ '^\+[1-9][0-9]{6,14}$' and p_line_number ~ '^\+[1-9][0-9]{6,14}$'
        and p_status in ('scheduled', 'queued', 'ringing', 'in-progress', 'forwarding', 'ended')
        and p_outcome in ('in_progress', 'appointment', 'visit_cancelled', 'lead', 'no_lead', 'transferred',
            'transfer_failed', 'fault', 'silence', 'time_limit', 'no_answer', 'voicemail', 'test', 'unknown')
        and p_classification in ('spam', 'test', 'not_customer');
end $$;

create or replace function private.is_line(p_kind text, p_source text, p_speaker text, p_tool_call_id text,
    p_least_ms integer) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return p_kind in ('said', 'tool', 'event', 'turn') and p_source in ('live', 'report')
        and p_speaker in ('caller', 'paul') and p_least_ms >= 0
        and (p_kind <> 'said' or p_speaker is not null) and (p_kind <> 'tool' or p_tool_call_id is not null);
end $$;

-- How names are found however they are spelled. Extensions that do this are not everywhere: what is indexed beside a
-- name is how it sounds, and that with each letter left out in turn. Two spellings one letter apart then share a word.

-- Each letter once where it stands several times in a row; of those that name_key leaves.
create or replace function private.without_doubles(p_word text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
    k text := p_word;
    v_before text;
begin
    loop
        v_before := k;
        k := replace(replace(replace(replace(replace(replace(k, 'aa', 'a'), 'bb', 'b'), 'cc', 'c'), 'dd', 'd'),
            'ee', 'e'), 'ff', 'f');
        k := replace(replace(replace(replace(replace(replace(k, 'gg', 'g'), 'ii', 'i'), 'jj', 'j'), 'kk', 'k'),
            'll', 'l'), 'mm', 'm');
        k := replace(replace(replace(replace(replace(replace(k, 'nn', 'n'), 'oo', 'o'), 'pp', 'p'), 'qq', 'q'),
            'rr', 'r'), 'ss', 's');
        k := replace(replace(replace(replace(k, 'tt', 't'), 'uu', 'u'), 'vv', 'v'), 'xx', 'x');
        exit when k is not distinct from v_before;
    end loop;
    return k;
end $$;

-- How a French name sounds, near enough: Gauthier and Gothier, Lévesque and Levèque, Tremblay and Tremblé. Letter by
-- letter as far as it goes, for a pattern takes many times as long; capitals are what is settled already.
create or replace function private.name_key(p_word text) returns text
language plpgsql immutable parallel safe set search_path = ''
as $$
declare k text := replace(replace(replace(p_word, 'eau', 'o'), 'au', 'o'), 'ph', 'f');
begin
    k := replace(replace(k, 'qu', 'k'), 'ck', 'k');
    k := replace(replace(replace(replace(k, 'ch', 'C'), 'ce', 'se'), 'ci', 'si'), 'cy', 'sy');
    k := replace(replace(replace(replace(k, 'ai', 'E'), 'ay', 'E'), 'ei', 'E'), 'ey', 'E');
    k := translate(k, 'czyCEhw', 'ksice');
    k := private.without_doubles(k);
    -- What is not heard at the end.
    if right(k, 1) in ('d', 'e', 'r', 's', 't', 'x') then k := regexp_replace(k, '(er|es|ent|[estdx])+$', ''); end if;
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
    if length(p_word) < 4 or translate(p_word, '0123456789', '') <> p_word then return '{}'; end if;
    k := private.name_key(p_word);
    if length(k) < 5 then return array['=' || k]; end if;
    v_keys := array['=' || k, '=' || substr(k, 2), '=' || left(k, 1) || substr(k, 3),
        '=' || left(k, 2) || substr(k, 4), '=' || left(k, 3) || substr(k, 5), '=' || left(k, 4) || substr(k, 6)];
    for i in 6 .. length(k) loop
        v_keys := v_keys || ('=' || left(k, i - 1) || substr(k, i + 1));
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

-- By which words a lead is found: who and where by sound too, the rest as it was written.
create or replace function private.lead_vector(p_name text, p_city text, p_address text, p_service text,
    p_description text, p_note text, p_postal_code text, p_phone text) returns tsvector
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return private.name_vector(concat_ws(' ', p_name, p_city, p_address))
        || private.word_vector(concat_ws(' ', p_service, p_description, p_note, p_postal_code,
                                         private.number_words(p_phone)));
end $$;
