-- Whether anybody answered where the call was put through; null: the report does not say.
alter table public.vapi_calls add column transfer_answered boolean;
