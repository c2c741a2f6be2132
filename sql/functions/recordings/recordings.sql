-- Who listened to what is part of the trail.
create or replace function public.ask_recording(p_request_id uuid, p_call_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v_done := private.begin_action(p_request_id, 'play_recording', 'call', p_call_id::text);
    if v_done is not null then return v_done; end if;
    if not exists (select 1 from public.vapi_calls where id = p_call_id and has_recording) then
        perform private.refuse('call_without_recording');
    end if;
    insert into public.recording_requests (id, call_id, asked_by) values (p_request_id, p_call_id, auth.uid());
    perform pg_notify('drain_work', 'recordings');
    return private.end_action(p_request_id, jsonb_build_object('id', p_request_id));
end $$;

-- Where to play it from, for the one who asked, for half an hour. p_refused: the link that was given works no more.
create or replace function public.recording_source(p_request_id uuid, p_refused text default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    r public.recording_requests;
    k private.recording_links;
begin
    perform private.require_role('owner', 'staff', 'admin');
    select * into r from public.recording_requests
    where id = p_request_id and asked_by = auth.uid()
        and asked_at > clock_timestamp() - interval '30 minutes' for no key update;
    if not found then return jsonb_build_object('state', 'unknown'); end if;
    if r.state <> 'ready' then return jsonb_build_object('state', r.state, 'reason', r.reason); end if;
    select * into k from private.recording_links where request_id = r.id;
    if found and k.expires_at > clock_timestamp() and k.url is distinct from p_refused then
        return jsonb_build_object('state', 'ready', 'url', k.url);
    end if;
    delete from private.recording_links where request_id = r.id;
    update public.recording_requests set state = 'asked', lease_until = null where id = r.id;
    perform pg_notify('drain_work', 'recordings');
    return jsonb_build_object('state', 'asked');
end $$;

create or replace function private.claim_recordings(p_limit integer) returns table (id uuid, vapi_call_id text)
language sql set search_path = ''
as $$
    -- A link that nobody needs any more is not left lying about.
    with forgotten as (delete from private.recording_links where expires_at < clock_timestamp()),
    claimed as (
        update public.recording_requests set lease_until = clock_timestamp() + interval '30 seconds'
        where id in (select r.id from public.recording_requests r
                     where r.state = 'asked' and r.asked_at > clock_timestamp() - interval '30 minutes'
                       and (r.lease_until is null or r.lease_until < clock_timestamp())
                     order by r.asked_at for update skip locked limit p_limit)
        returning id, call_id)
    select x.id, c.vapi_call_id from claimed x join public.vapi_calls c on c.id = x.call_id
$$;

create or replace function private.keep_recording_link(p_request_id uuid, p_url text, p_seconds double precision)
    returns void
language plpgsql set search_path = ''
as $$
begin
    insert into private.recording_links (request_id, url, expires_at)
    values (p_request_id, p_url, clock_timestamp() + make_interval(secs => p_seconds))
    on conflict (request_id) do update set url = excluded.url, expires_at = excluded.expires_at;
    update public.recording_requests set state = 'ready', reason = null, lease_until = null where id = p_request_id;
end $$;

create or replace function private.fail_recording(p_request_id uuid, p_reason text) returns void
language sql set search_path = ''
as $$ update public.recording_requests set state = 'failed', reason = p_reason, lease_until = null
    where id = p_request_id $$;
