-- People to call back whom nobody has taken: after so many minutes of opening hours, whoever is on duty is told.
alter table public.alert_settings add column unowned_minutes integer not null default 45
    check (unowned_minutes between 15 and 240);

alter table public.alert_rules drop constraint alert_rules_kind_check;
alter table public.alert_rules add constraint alert_rules_kind_check check (kind in ('urgent_lead', 'lead', 'hung_up',
    'unowned', 'appointment', 'paul_trouble', 'no_webhook', 'journal', 'backup', 'volume', 'digest', 'test'));
insert into public.alert_rules (kind) select 'unowned' where exists (select 1 from public.alert_rules)
on conflict do nothing;
