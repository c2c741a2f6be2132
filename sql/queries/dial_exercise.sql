-- dial_exercise
-- Has the exercise's trial dialled.
select private.dial_exercise(%s);
