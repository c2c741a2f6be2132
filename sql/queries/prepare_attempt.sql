-- Writes the attempt down before the provider hears of it: alert, attempt asked by a person or null, level, channel, person, why,
-- and the version of the alert that this was decided on.
select private.prepare_attempt(%s, %s, %s::smallint, %s, %s, %s, %s) as id;
