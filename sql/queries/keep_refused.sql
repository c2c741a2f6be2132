-- Keeps a message that could not be taken in, with what refused it: key, type, happened at, received at, body, error. Due at
-- once: the worker tries again.
insert into private.inbox (dedupe_key, type, happened_at, received_at, via, body, applied_at, error, due_at)
values (%s, %s, %s, %s, 'journal', %s, null, %s, now() + interval '1 minute')
on conflict (dedupe_key) do nothing;
