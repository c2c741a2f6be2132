-- The lead that Paul's tool speaks of, made or completed; gives its file number.
select private.save_lead_from_call(%s, %s::jsonb, %s) as ref;
