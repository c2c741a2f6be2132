-- Who has left the team; what each way to a person has proven, and when it is tried by itself; what a message cost.
alter table public.recipients
    -- Since when they are told nothing because the team lets them in no more; null: not for that reason.
    add column left_at timestamptz,
    -- Local hour at which the ways that have proven nothing of late are tried; null: never by themselves.
    add column tested_at time,
    -- Somebody pressed a key in a call to this phone.
    add column call_answered_at timestamptz;
alter table private.addresses drop constraint addresses_channel_check;
alter table private.addresses add constraint addresses_channel_check check (channel in ('sms', 'email', 'call'));

-- What the second provider took for it, as it says some time afterwards; Brevo's is in credits.
alter table public.alert_attempts
    add column price numeric(12, 5) check (price >= 0),
    add column price_unit text check (price_unit ~ '^[A-Z]{3}$'),
    add column price_asked_at timestamptz;
