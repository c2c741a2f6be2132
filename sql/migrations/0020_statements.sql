-- What is known of the people of a call is computed from all that was said of them: each statement is kept as a fact,
-- with the note that Paul's answer to it left.
alter table private.lead_words rename to statements;
alter table private.statements rename constraint lead_words_pkey to statements_pkey;
alter table private.statements rename constraint lead_words_source_check to statements_source_check;
alter table private.statements rename constraint lead_words_call_id_fkey to statements_call_id_fkey;
alter table private.statements rename constraint lead_words_lead_id_fkey to statements_lead_id_fkey;
alter index private.lead_words_lead rename to statements_lead;
alter table private.statements add column note text;
-- Two people may be called back at one number.
drop index public.leads_one_per_person;
create unique index leads_one_per_person on public.leads
    (call_id, coalesce(phone, ''), private.fold(coalesce(name, '')));
