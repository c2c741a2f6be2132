-- Keeps a message once and applies it, in one transaction and one round trip.
select outcome from private.receive_event(%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s);
