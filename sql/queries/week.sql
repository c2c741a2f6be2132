-- name: week_to_tell
-- The figures of the week that had ended at that moment, or null when they are told already or not due.
select private.week_to_tell(%s) as told;

-- name: raise_week
-- Raises the week's message: its Monday, the whole text.
select private.raise_week(%s, %s);
