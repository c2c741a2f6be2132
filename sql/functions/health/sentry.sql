-- What Sentry answered to a program's test event.
create or replace function private.note_sentry_event(p_program text, p_accepted boolean, p_event_id text,
    p_detail text) returns void
language sql set search_path = ''
as $$
    insert into public.sentry_events (program, accepted, event_id, detail)
    values (p_program, p_accepted, p_event_id, left(p_detail, 200))
$$;

-- True when somebody asked for a test event after this program's last one.
create or replace function private.sentry_is_asked(p_program text) returns boolean
language sql stable set search_path = ''
as $$
    select coalesce((select l.sentry_asked_at from private.watch_lease l)
        > coalesce((select max(e.at) from public.sentry_events e where e.program = p_program), '-infinity'), false)
$$;

-- An event from each program: this only asks. What Sentry answered is written by the program that heard it; the
-- console, which holds no key, shows it to the worker.
create or replace function public.test_sentry(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('admin');
    v_done := private.begin_action(p_request_id, 'test_sentry', 'sentry', null);
    if v_done is not null then return v_done; end if;
    insert into private.watch_lease as l (sentry_asked_at) values (clock_timestamp())
    on conflict (only_row) do update set sentry_asked_at = excluded.sentry_asked_at;
    perform pg_notify('drain_work', 'console');
    return private.end_action(p_request_id, jsonb_build_object('asked', true));
end $$;
