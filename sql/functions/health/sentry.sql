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

-- An event from each program: the console has just sent its own, and tells what Sentry answered; the others are asked.
create or replace function public.test_sentry(p_request_id uuid, p_accepted boolean, p_event_id text, p_detail text)
    returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('admin');
    v_done := private.begin_action(p_request_id, 'test_sentry', 'sentry', null);
    if v_done is not null then return v_done; end if;
    perform private.note_sentry_event('console', coalesce(p_accepted, false), p_event_id, p_detail);
    insert into private.watch_lease as l (sentry_asked_at) values (clock_timestamp())
    on conflict (only_row) do update set sentry_asked_at = excluded.sentry_asked_at;
    return private.end_action(p_request_id, jsonb_build_object('asked', true));
exception when check_violation then
    perform private.refuse('sentry_result_incomplete');
    return null;
end $$;
