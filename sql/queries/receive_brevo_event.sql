-- Keeps an event of Brevo once and applies it; true when it was new.
select private.receive_brevo_event(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::numeric) as is_new;
