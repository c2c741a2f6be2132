-- Opening hours, booking settings and busy ranges from a moment on.
select private.calendar(%s) as calendar;
