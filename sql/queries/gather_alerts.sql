-- Puts all that wait and may wait into this alert's message.
select private.gather(%s);
