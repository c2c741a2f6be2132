-- Books a visit: call, lead's words, start, minutes, when it was asked, confirmed. No row when the crew is taken.
select appointment_id, starts_at from private.book_from_call(%s, %s::jsonb, %s, %s, %s, %s);
