-- The call's row, made or completed from what the message repeats of it.
select private.apply_facts(%s::jsonb, %s) as call_id;
