-- The invited person's account exists: they are of the team.
select private.welcome(%s, %s);
