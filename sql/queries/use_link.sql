-- Acknowledges by a message's link, once; false when it was used or has expired.
select private.use_link(%s) as done;
