-- The link for one request.
select private.give_link(%s, %s);
