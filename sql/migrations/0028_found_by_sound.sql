-- Leads are found like calls: by the beginning of each word, in any order, and by how a name sounds.

alter table public.leads add column find tsvector generated always as (
    private.name_vector(coalesce(name, '') || ' ' || coalesce(city, '') || ' ' || coalesce(address, ''))
    || private.word_vector(coalesce(service, '') || ' ' || coalesce(description, '') || ' ' || note || ' '
                           || coalesce(postal_code, '') || ' ' || private.number_words(phone))) stored;

-- Calls are found by who called: told anew with how that sounds.
update public.call_search s set who = private.name_vector(coalesce(c.caller_name, '') || ' ' || coalesce(
    (select string_agg(coalesce(l.name, '') || ' ' || coalesce(l.city, ''), ' ') from public.leads l
     where l.call_id = c.id), '')) || s.who
from public.vapi_calls c where c.id = s.call_id;
