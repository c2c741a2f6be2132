-- Messages to a customer about their visit: which are sent, in which words, at which hours. They are alerts like the
-- others, each with the visit that it speaks of and why it may be written.
alter table public.alert_rules drop constraint alert_rules_kind_check;
alter table public.alert_rules add constraint alert_rules_kind_check check (kind in ('urgent_lead', 'lead', 'hung_up',
    'unowned', 'appointment', 'paul_trouble', 'no_webhook', 'journal', 'backup', 'volume', 'digest', 'test',
    'visit_booked', 'visit_tomorrow', 'visit_on_way'));
insert into public.alert_rules (kind)
select k from unnest(array['visit_booked', 'visit_tomorrow', 'visit_on_way']) k
where exists (select 1 from public.alert_rules)
on conflict do nothing;

create table public.customer_texts (
    kind text primary key references public.alert_rules (kind)
        check (kind in ('visit_booked', 'visit_tomorrow', 'visit_on_way')),
    enabled boolean not null default false,
    words_fr text not null,
    words_en text not null,
    constraint says_enough check (private.customer_words_hold(kind, words_fr)
        and private.customer_words_hold(kind, words_en))
);
alter table public.customer_texts enable row level security;

alter table public.alert_settings
    -- Local hours: from one to the other nothing is sent to a customer; the same twice: at any hour.
    add column quiet_from time not null default '20:00',
    add column quiet_until time not null default '08:00',
    -- When the reminder of the day before leaves.
    add column remind_at time not null default '17:00';

alter table public.alerts
    add column appointment_id uuid references public.appointments (id) on delete set null,
    -- The hour that the message tells of: one that was moved since is told in another message.
    add column visit_at timestamptz,
    -- Why it may be written, and so that it is to a customer: they asked for that visit in a call with Paul, or agreed
    -- on it with somebody of the team. It holds for what is said of that visit, until it is over.
    add column basis text check (basis in ('asked_in_call', 'agreed_with_team')),
    add constraint to_a_customer check ((basis is not null) = (visit_at is not null)
        and (basis is not null) = (kind in ('visit_booked', 'visit_tomorrow', 'visit_on_way')));
create index alerts_visit on public.alerts (appointment_id, created_at) where appointment_id is not null;
-- What was written to one number of late.
create index alert_attempts_address on public.alert_attempts (address, at desc) where address is not null;

update public.providers set
    purpose = 'Envoie les textos et les courriels d’alerte à l’équipe, et les textos aux clients',
    receives = 'Le nom, le numéro et le problème en une ligne, dans le message envoyé à l’équipe; les adresses '
        'de l’équipe; le numéro du client et l’heure de sa visite, dans un texto au client'
where code = 'brevo' and purpose = 'Envoie les textos et les courriels d’alerte à l’équipe';
update public.providers set purpose = 'Second chemin des alertes et des textos aux clients; appels à l’équipe',
    receives = 'Le nom, le numéro et le problème en une ligne, écrits ou lus au téléphone; les numéros de l’équipe; '
        'le numéro du client et l’heure de sa visite, dans un texto au client'
where code = 'twilio' and purpose = 'Second chemin des alertes: textos et appels à l’équipe';
