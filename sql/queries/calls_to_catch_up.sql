-- Of one page of Vapi's list, the calls that are missing or unfinished here: the page, and the grace in seconds.
select vapi_call_id from private.calls_to_catch_up(%s::jsonb, make_interval(secs => %s)) as vapi_call_id;
