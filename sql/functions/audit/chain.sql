-- The trail as a chain of hashes: a line that was changed, taken away or slipped in breaks it. Lines are sealed by the
-- worker in the minute after they were written, one after the other; who writes one waits for nobody.

-- Its content, in a form that no setting of a session changes.
create or replace function private.line_digest(a public.audit_log) returns bytea
language sql immutable set search_path = ''
as $$
    select sha256(convert_to(jsonb_build_array(a.request_id, extract(epoch from a.at), a.actor, a.action,
        a.subject_type, a.subject_id, a.changes, a.result, a.asked)::text, 'UTF8'))
$$;

create or replace function private.link_digest(p_before bytea, p_n bigint, p_request_id uuid, p_kind text, p_line bytea)
    returns bytea
language sql immutable set search_path = ''
as $$
    select sha256(coalesce(p_before, '') || int8send(p_n) || uuid_send(p_request_id) || convert_to(p_kind, 'UTF8')
        || coalesce(p_line, ''))
$$;

-- Adds a link. Whoever adds one holds the chain until the end of their transaction: only programs do, never a person.
create or replace function private.add_link(p_request_id uuid, p_kind text, p_line bytea) returns void
language plpgsql set search_path = ''
as $$
declare v_last private.trail_links;
begin
    perform pg_advisory_xact_lock(hashtextextended('trail_links', 0));
    select * into v_last from private.trail_links order by n desc limit 1;
    insert into private.trail_links (n, request_id, kind, line_sha256, sha256)
    values (coalesce(v_last.n, 0) + 1, p_request_id, p_kind, p_line, private.link_digest(v_last.sha256,
        coalesce(v_last.n, 0) + 1, p_request_id, p_kind, p_line));
end $$;

-- Seals some of the lines that are not yet, the oldest first; how many. A line's moment is that of its transaction's
-- beginning: those of the last hour are looked through again. One slipped in further back is found by the night.
create or replace function private.seal_trail(p_limit integer) returns integer
language plpgsql set search_path = ''
as $$
declare
    a public.audit_log;
    v_count integer := 0;
    v_from timestamptz;
begin
    perform pg_advisory_xact_lock(hashtextextended('trail_links', 0));
    select x.at - interval '1 hour' into v_from from private.trail_links l
        join public.audit_log x using (request_id) order by l.n desc limit 1;
    for a in select x.* from public.audit_log x
             where x.at > coalesce(v_from, '-infinity')
               and (x.result is not null or x.at < now() - interval '10 minutes')
               and not exists (select 1 from private.trail_links l where l.request_id = x.request_id)
             order by x.at, x.request_id limit p_limit loop
        perform private.add_link(a.request_id, 'line', private.line_digest(a));
        v_count := v_count + 1;
    end loop;
    return v_count;
end $$;

-- Goes through the whole of it. `broken`: the first link that is not as it was made; changed, missing, back: lines that
-- are not what their last link says; unsealed: lines that were never part of the chain.
create or replace function private.verify_trail() returns jsonb
language sql stable set search_path = ''
as $$
    with links as (select l.*, lag(l.sha256) over (order by l.n) as before, row_number() over (order by l.n) as place
                   from private.trail_links l),
         latest as (select distinct on (l.request_id) l.* from private.trail_links l order by l.request_id, l.n desc),
         held as (select l.kind, l.line_sha256, a.request_id is not null as is_there,
                      private.line_digest(a) as digest
                  from latest l left join public.audit_log a on a.request_id = l.request_id)
    select jsonb_build_object(
        'links', (select count(*) from links), 'lines', (select count(*) from public.audit_log),
        'head', (select encode(l.sha256, 'hex') from private.trail_links l order by l.n desc limit 1),
        'broken', (select min(l.n) from links l where l.n <> l.place
            or l.sha256 <> private.link_digest(l.before, l.n, l.request_id, l.kind, l.line_sha256)),
        'changed', (select count(*) from held h where h.kind <> 'purge' and h.is_there and h.digest <> h.line_sha256),
        'missing', (select count(*) from held h where h.kind <> 'purge' and not h.is_there),
        'back', (select count(*) from held h where h.kind = 'purge' and h.is_there),
        'unsealed', (select count(*) from public.audit_log a where a.at < now() - interval '15 minutes'
            and not exists (select 1 from private.trail_links l where l.request_id = a.request_id)))
$$;

-- What the night found, and how far the chain reached then: cut off at its end, it would still be whole.
create or replace function private.note_trail() returns jsonb
language plpgsql set search_path = ''
as $$
declare
    v_before jsonb := (select p.detail::jsonb from private.probes p where p.name = 'trail' order by p.at desc limit 1);
    v jsonb := private.verify_trail();
begin
    v := v || jsonb_build_object('cut', coalesce((v_before ->> 'links')::bigint > 0
        and not exists (select 1 from private.trail_links l where l.n = (v_before ->> 'links')::bigint
            and encode(l.sha256, 'hex') = v_before ->> 'head'), false));
    v := v || jsonb_build_object('whole', v -> 'broken' = 'null' and not (v ->> 'cut')::boolean
        and (v ->> 'changed')::bigint + (v ->> 'missing')::bigint + (v ->> 'back')::bigint
            + (v ->> 'unsealed')::bigint = 0);
    insert into private.probes (name, ok, value, detail)
    values ('trail', (v ->> 'whole')::boolean, (v ->> 'lines')::double precision, v::text);
    return v;
end $$;
