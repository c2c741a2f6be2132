-- Two providers, and calls: by which one an attempt went, and on which rung of the ladder.
alter table public.alert_attempts add column provider text not null default 'brevo'
    check (provider in ('brevo', 'twilio'));
-- Place of the rung on its ladder; null: no ladder was climbed, or a person asked.
alter table public.alert_attempts add column rung smallint;
alter table public.alert_attempts drop constraint alert_attempts_channel_check;
alter table public.alert_attempts add constraint alert_attempts_channel_check
    check (channel in ('sms', 'email', 'call'));
alter table public.alerts drop constraint alerts_acknowledged_via_check;
alter table public.alerts add constraint alerts_acknowledged_via_check
    check (acknowledged_via in ('link', 'reply', 'call'));

-- How an urgent alert insists until somebody acts. Without a row, or without a second provider, it is sent as before:
-- an SMS, an email where that does not arrive, again, then to the next person.
create table public.alert_rungs (
    -- Null: of every kind, for everybody. Of several ladders that fit, the one for the person is climbed, then the one
    -- for the kind.
    kind text references public.alert_rules (kind),
    recipient_id uuid references public.recipients (id) on delete cascade,
    place smallint not null check (place between 0 and 11),
    -- Counted from the first message to that person.
    after_minutes numeric not null check (after_minutes between 0 and 240),
    -- sms_other: an SMS by the other provider than the first one.
    way text not null check (way in ('sms', 'sms_other', 'call', 'email', 'next')),
    unique nulls not distinct (kind, recipient_id, place)
);
create index alert_rungs_recipient on public.alert_rungs (recipient_id);
alter table public.alert_rungs enable row level security;

insert into private.secret_limits (setting, days) select 'TWILIO_AUTH_TOKEN', 180
where exists (select 1 from private.secret_limits) on conflict do nothing;

insert into public.providers (code, name, place, is_outside_quebec, purpose, receives, kept, rank)
select 'twilio', 'Twilio', 'États-Unis', true, 'Second chemin des alertes: textos et appels à l’équipe',
    'Le nom, le numéro et le problème en une ligne, écrits ou lus au téléphone; les numéros de l’équipe',
    'Selon le contrat; ses journaux d’envoi s’effacent en le lui demandant', 7
where exists (select 1 from public.providers) on conflict do nothing;
