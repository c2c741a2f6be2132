-- Looks at it again then: id, moment, and the moment that it was due at when it was taken.
select private.release_trial(%s, %s, %s);
