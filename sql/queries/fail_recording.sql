-- There is nothing to hear: request, why.
select private.fail_recording(%s, %s);
