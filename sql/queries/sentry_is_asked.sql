-- Whether this program was asked for a test event.
select private.sentry_is_asked(%s) as asked;
