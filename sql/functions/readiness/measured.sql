-- The versions that run: every worker that was there within five minutes.
create or replace function private.running_releases() returns text[]
language sql stable set search_path = ''
as $$
    select coalesce(array_agg(distinct coalesce(h.release, '')), '{}') from private.heartbeats h
    where h.program = 'worker' and h.at > now() - interval '5 minutes'
$$;

-- Is that commit what runs, and nothing else? A shortened commit is known by its first letters, if there are enough.
create or replace function private.is_running(p_commit text) returns boolean
language sql stable set search_path = ''
as $$
    select coalesce(bool_and(length(r) >= 7 and starts_with(p_commit, r)), false)
        from unnest(private.running_releases()) r
$$;

-- The newest row of evidence as a measurement.
create or replace function private.evidence_check(p_gate text, p_code text) returns private.gate_check
language sql stable set search_path = ''
as $$
    select row(p_gate, p_code, e.ok, e.measured_at, coalesce(e.valid_for, private.valid_for(p_gate, p_code)), e.n,
        e.method,
        e.detail || jsonb_strip_nulls(jsonb_build_object('release', e.release, 'value', e.value)))::private.gate_check
    from (values (1)) one left join lateral private.newest_evidence(p_gate, p_code) e on true
$$;

-- Evidence about one commit: worth nothing on another.
create or replace function private.commit_check(p_gate text, p_code text) returns private.gate_check
language plpgsql stable set search_path = ''
as $$
declare c private.gate_check := private.evidence_check(p_gate, p_code);
begin
    c.detail := coalesce(c.detail, '{}') || jsonb_build_object('running', private.running_releases());
    if c.measured_at is not null then
        c.ok := c.ok and private.is_running(c.detail ->> 'release');
    end if;
    return c;
end $$;
