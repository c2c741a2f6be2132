-- A signed message of the console's own goes the whole way that a caller's would: webhook, row, call, alert, screen.
-- It is no business: its call is a test that people never see, and is gone as soon as it was measured.

-- Vapi's own ids are UUIDs: none looks like this.
create or replace function private.is_probe(p_vapi_call_id text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$ begin return p_vapi_call_id like 'probe:%'; end $$;

-- True for the one worker that is to send it now; none is sent within five minutes of the last. What earlier ones left
-- behind, such as one that waited in the webhook's journal, goes now.
create or replace function private.begin_chain_probe(p_vapi_call_id text) returns boolean
language plpgsql set search_path = ''
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('chain_probe', 0));
    if exists (select 1 from private.chain_probes where begun_at > clock_timestamp() - interval '297 seconds') then
        return false;
    end if;
    perform private.purge_chain_probes();
    insert into private.chain_probes (vapi_call_id) values (p_vapi_call_id);
    return true;
end $$;

create or replace function private.purge_chain_probes() returns void
language sql set search_path = ''
as $$
    delete from public.alerts a using private.chain_probes p where a.cause_key = p.vapi_call_id;
    delete from public.vapi_calls c using private.chain_probes p where c.vapi_call_id = p.vapi_call_id;
    delete from private.inbox i using private.chain_probes p
        where i.dedupe_key = p.vapi_call_id || '|end-of-call-report';
    delete from private.chain_probes where begun_at < clock_timestamp() - interval '7 days';
$$;

-- Raised in the transaction that stored the call, as a caller's would be, and addressed to nobody: whichever worker
-- takes it carries it to its end and sends nothing.
create or replace function private.raise_probe_alert(c public.vapi_calls) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.alerts (kind, cause_key, urgent, call_id, by_hand)
    values ('test', c.vapi_call_id, false, c.id, true) on conflict (cause_key) do nothing;
    perform pg_notify('drain_work', 'alerts');
end $$;

-- How far one has come: by which way its message was stored, whether its call was computed, its alert carried.
create or replace function private.chain_probe_facts(p_vapi_call_id text) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'via', (select i.via from private.inbox i where i.dedupe_key = p_vapi_call_id || '|end-of-call-report'
            and i.applied_at is not null),
        'call_id', c.id,
        'carried', exists (select 1 from public.alerts a where a.cause_key = p_vapi_call_id and a.due_at is null
            and a.lease_until is null))
    from (values (1)) as one left join public.vapi_calls c
        on c.vapi_call_id = p_vapi_call_id and c.status = 'ended' and c.outcome = 'test'
$$;

-- Who reads them. Sessions that it left behind open nothing any more.
create or replace function private.keep_chain_reader(p_user_id uuid) returns void
language sql set search_path = ''
as $$
    insert into private.chain_reader (user_id) values (p_user_id)
        on conflict (only_row) do update set user_id = excluded.user_id;
    delete from auth.sessions where user_id = p_user_id and created_at < now() - interval '2 hours';
$$;

create or replace function private.is_chain_reader() returns boolean
language sql stable security definer set search_path = ''
as $$
    select exists (select 1 from private.chain_reader where user_id = (select auth.uid()))
        and (select private.session_lives())
$$;

-- The last two of the last quarter of an hour, the newest first; what could not be measured says nothing.
create or replace function private.last_chain_probes() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('ok', p.ok, 'detail', p.detail) order by p.at desc), '[]') from (
        select * from public.probe_readings where probe = 'chain' and at > now() - interval '15 minutes'
            and detail is distinct from 'not_set' order by at desc limit 2) p
$$;
