-- A fresh link: request, address, seconds that it is good for.
select private.keep_recording_link(%s, %s, %s);
