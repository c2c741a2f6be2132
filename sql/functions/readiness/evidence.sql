-- What was measured is kept, never changed; secrets by their fingerprints.

create or replace function private.keep_measured() returns trigger language plpgsql set search_path = ''
as $$ begin raise exception 'evidence is append-only'; end $$;

create or replace function private.newest_evidence(p_gate text, p_code text) returns public.evidence
language sql stable set search_path = ''
as $$ select e from public.evidence e where e.gate = p_gate and e.code = p_code order by e.id desc limit 1 $$;

-- One more row, unless it would only repeat the newest one: what is read again every hour is kept once a day.
create or replace function private.note_evidence(p_gate text, p_code text, p_measured_at timestamptz,
    p_valid_for interval, p_n bigint,
    p_value double precision, p_ok boolean, p_method text, p_release text, p_detail jsonb) returns boolean
language plpgsql set search_path = ''
as $$
declare e public.evidence := private.newest_evidence(p_gate, p_code);
begin
    if (e.ok, e.method, e.release, e.detail, e.n) is not distinct from (p_ok, p_method, p_release, p_detail, p_n)
        and e.id is not null and p_measured_at - e.measured_at < interval '1 day' then
        return false;
    end if;
    insert into public.evidence (gate, code, measured_at, valid_for, n, value, ok, method, release, detail)
    values (p_gate, p_code, p_measured_at, p_valid_for, p_n, p_value, p_ok, p_method, p_release, p_detail);
    return true;
end $$;

create or replace function private.note_secrets(p_program text, p_seen jsonb) returns void
language sql set search_path = ''
as $$
    insert into private.secret_sightings as s (program, setting, fingerprint, weakness)
    select p_program, x.setting, x.fingerprint, x.weakness
    from jsonb_to_recordset(p_seen) as x(setting text, fingerprint text, weakness text)
    on conflict (program, setting, fingerprint) do update set last_seen_at = clock_timestamp(),
        weakness = excluded.weakness
$$;

create or replace function private.claim_measurement() returns text
language sql set search_path = ''
as $$
    update private.measurements set lease_until = clock_timestamp() + interval '5 minutes'
    where code = (select code from private.measurements
                  where due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
                  order by due_at for update skip locked limit 1)
    returning code
$$;

create or replace function private.finish_measurement(p_code text, p_done boolean) returns void
language sql set search_path = ''
as $$
    -- Asked for again while it was being measured: what was asked for is still to come.
    update private.measurements set lease_until = null,
        asked_at = case when asked_at > lease_until - interval '5 minutes' then asked_at end,
        due_at = case when asked_at > lease_until - interval '5 minutes' then asked_at
                      else clock_timestamp() + case when p_done then every else interval '15 minutes' end end
    where code = p_code
$$;
