-- judge_exercise
-- The exercise is over: passed or not, and why.
select private.judge_exercise(%s, %s, %s);
