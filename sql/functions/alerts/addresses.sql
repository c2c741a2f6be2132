-- What a number or an address was seen to do. It is written by what the provider tells, never by a form, and each
-- recipient shows that of the number held today.

create or replace function private.address_key(p_channel text, p_address text) returns text
language sql immutable set search_path = ''
as $$ select case p_channel when 'email' then lower(p_address) else p_address end $$;

-- Whatever somebody writes there, a recipient's proofs are those of the number and of the address.
create or replace function private.follow_address() returns trigger language plpgsql set search_path = ''
as $$
declare
    s private.addresses;
    e private.addresses;
    c private.addresses;
begin
    select * into s from private.addresses where channel = 'sms' and address = new.phone;
    select * into e from private.addresses where channel = 'email' and address = lower(new.email);
    select * into c from private.addresses where channel = 'call' and address = new.phone;
    new.call_answered_at := c.delivered_at;
    new.sms_delivered_at := s.delivered_at;
    new.unreachable_reason := s.unreachable_reason;
    new.unreachable_at := s.unreachable_at;
    new.email_delivered_at := e.delivered_at;
    new.email_unreachable_reason := e.unreachable_reason;
    new.email_unreachable_at := e.unreachable_at;
    return new;
end $$;

-- For the views of the team, who read with rights of their own.
create or replace function private.why_unreachable(p_channel text, p_address text) returns text
language sql stable security definer set search_path = ''
as $$
    select a.unreachable_reason from private.addresses a
    where a.channel = p_channel and a.address = p_address and (select private.app_role()) is not null
$$;

-- Whoever holds it now shows what it has become.
create or replace function private.tell_holders(p_channel text, p_address text) returns void
language sql set search_path = ''
as $$
    update public.recipients set full_name = full_name
    where (p_channel in ('sms', 'call') and phone = p_address) or (p_channel = 'email' and lower(email) = p_address)
$$;

-- A message that was sent after a refusal and arrived lifts it; one that was on its way before does not.
create or replace function private.note_delivery(p_channel text, p_address text, p_sent_at timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into private.addresses as a (channel, address, delivered_at)
    values (p_channel, private.address_key(p_channel, p_address), clock_timestamp())
    on conflict (channel, address) do update set delivered_at = excluded.delivered_at,
        unreachable_reason = case when a.unreachable_at >= p_sent_at then a.unreachable_reason end,
        unreachable_at = case when a.unreachable_at >= p_sent_at then a.unreachable_at end;
    perform private.tell_holders(p_channel, private.address_key(p_channel, p_address));
end $$;

-- A bounce that comes after somebody's STOP changes nothing of it: only that person can lift it. p_told_by: the receipt
-- of Brevo that says so; null where the provider said it in its answer.
create or replace function private.mark_unreachable(p_channel text, p_address text, p_reason text,
    p_told_by bigint default null) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into private.addresses as a (channel, address, unreachable_reason, unreachable_at, told_by)
    values (p_channel, private.address_key(p_channel, p_address), p_reason, clock_timestamp(), p_told_by)
    on conflict (channel, address) do update set unreachable_reason = excluded.unreachable_reason,
        unreachable_at = excluded.unreachable_at, told_by = excluded.told_by
    where a.unreachable_reason is distinct from 'stop';
    perform private.tell_holders(p_channel, private.address_key(p_channel, p_address));
end $$;
