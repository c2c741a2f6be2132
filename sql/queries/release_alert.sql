-- Lets go of an alert: id, when to look again (null: never), version decided on or null, state or null, reason or null, level or null.
select private.release_alert(%s, %s, %s, %s, %s, %s::smallint);
