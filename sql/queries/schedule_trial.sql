-- Asks for the trial of this hour, once.
select private.schedule_trial();
