-- Whoever called back stays whoever called back, after their account is deleted at Supabase Auth: `former_people` has
-- the name.
alter table public.vapi_calls drop constraint vapi_calls_called_back_by_fkey;
alter table public.leads drop constraint leads_called_back_by_fkey;
