-- DF422 carries a sentence for the person; the console shows it as it is.
create or replace function private.refuse(p_message text) returns void language plpgsql set search_path = ''
as $$ begin raise exception using errcode = 'DF422', message = p_message; end $$;

-- Refuses, in words, what is longer than anyone writes by hand.
create or replace function private.check_lengths(p_changes jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare v_refusal text;
begin
    select format('%s: %s caractères au plus.', x.label, x.most) into v_refusal
    from (values ('name', 'Nom', 200), ('phone', 'Téléphone', 40), ('address', 'Adresse', 500), ('city', 'Ville', 200),
                 ('postal_code', 'Code postal', 40), ('service', 'Service', 500), ('description', 'Description', 5000),
                 ('note', 'Note', 5000), ('lost_reason', 'Raison', 500)) as x (field, label, most)
    where length(p_changes ->> x.field) > x.most limit 1;
    if v_refusal is not null then perform private.refuse(v_refusal); end if;
end $$;

-- True for a number of which these digits are a part; the country's 1 may be typed or not.
create or replace function private.has_digits(p_phone text, p_digits text) returns boolean
language sql immutable parallel safe set search_path = ''
as $$ select regexp_replace(p_phone, '\D', '', 'g') like '%' || p_digits || '%' $$;

-- The midnight in Québec with which the day of that moment began.
create or replace function private.local_day(p_at timestamptz) returns timestamptz
language sql stable set search_path = ''
as $$ select date_trunc('day', p_at at time zone 'America/Toronto') at time zone 'America/Toronto' $$;
