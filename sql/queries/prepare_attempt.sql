-- Writes the attempt down before the provider hears of it: alert, attempt asked by a person or null, level, channel, person, why.
select private.prepare_attempt(%s, %s, %s::smallint, %s, %s, %s) as id;
