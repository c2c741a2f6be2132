-- A customer whose visit is cancelled may be told so by text, as of a visit that is booked.
alter table public.alert_rules drop constraint alert_rules_kind_check;
alter table public.alert_rules add constraint alert_rules_kind_check check (kind in ('urgent_lead', 'lead', 'hung_up',
    'unowned', 'appointment', 'paul_trouble', 'no_webhook', 'journal', 'backup', 'volume', 'digest', 'test',
    'visit_booked', 'visit_tomorrow', 'visit_on_way', 'visit_cancelled'));
alter table public.customer_texts drop constraint customer_texts_kind_check;
alter table public.customer_texts add constraint customer_texts_kind_check
    check (kind in ('visit_booked', 'visit_tomorrow', 'visit_on_way', 'visit_cancelled'));
alter table public.alerts drop constraint to_a_customer;
alter table public.alerts add constraint to_a_customer check ((basis is not null) = (visit_at is not null)
    and (basis is not null) = (kind in ('visit_booked', 'visit_tomorrow', 'visit_on_way', 'visit_cancelled')));

insert into public.alert_rules (kind)
select 'visit_cancelled' where exists (select 1 from public.alert_rules)
on conflict do nothing;
insert into public.customer_texts (kind, words_fr, words_en)
select 'visit_cancelled',
    'Votre visite de {jour} à {heure} ({ref}) est annulée. Pour une autre: 450 280-3222. STOP: plus de textos.',
    'Your visit of {jour} at {heure} ({ref}) is cancelled. For another: 450 280-3222. STOP: no more texts.'
where exists (select 1 from public.customer_texts)
on conflict do nothing;
