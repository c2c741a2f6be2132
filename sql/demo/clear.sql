-- Takes away a demonstration whose writing was cut short, so that it can be written anew.
do $$
begin
    delete from private.inbox i using public.vapi_calls c where c.is_demo and i.vapi_call_id = c.vapi_call_id;
    delete from public.leads where is_demo;
    delete from public.vapi_calls where is_demo;
end $$;
