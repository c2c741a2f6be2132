-- What the tables of alerts name in their checks: applied before them.

create or replace function private.is_alert(p_state text, p_acknowledged_via text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return p_state in ('waiting', 'sending', 'handed_over', 'failed', 'delivered', 'acknowledged')
        and p_acknowledged_via in ('link', 'reply', 'call');
end $$;

-- Rank of an attempt: what the provider tells later never undoes what it told before.
create or replace function private.attempt_rank(p_state text) returns smallint
language sql immutable parallel safe set search_path = ''
as $$
    select case p_state when 'asked' then 0 when 'prepared' then 1 when 'unknown' then 2 when 'handed_over' then 3
        when 'failed' then 4 when 'delivered' then 5 end::smallint
$$;

-- What a customer is told says when, where that is the point, and how to be told nothing more.
create or replace function private.customer_words_hold(p_kind text, p_words text) returns boolean
language sql immutable parallel safe set search_path = ''
as $$
    select length(p_words) <= 320 and p_words ~ '\mSTOP\M' and (p_kind = 'visit_on_way' or p_words like '%{heure}%')
        and regexp_replace(p_words, '\{(heure|jour|prenom|ref)\}', '', 'g') !~ '[{}]'
$$;
