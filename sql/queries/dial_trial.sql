-- Writes down that it is about to be dialled; a row only for the one worker that may: id, simulated, from.
select mine from private.dial_trial(%s, %s, %s) as mine where mine;
