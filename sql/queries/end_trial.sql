-- It is over: id, the step that it stopped at (null: it passed), why, simulated.
select private.end_trial(%s, %s, %s, %s);
