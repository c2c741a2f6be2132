-- What a message or a call is sold for, as the invoice says: what a provider has not told of one is reckoned by it.
create table public.alert_prices (
    provider text not null check (provider in ('brevo', 'twilio')),
    channel text not null check (channel in ('sms', 'call')),
    -- Of one call, of one SMS, and at Brevo of one credit: it says of each SMS how many that took.
    price numeric(10, 5) not null check (price between 0 and 10),
    unit text not null check (unit in ('CAD', 'USD', 'EUR')),
    primary key (provider, channel)
);
alter table public.alert_prices enable row level security;
