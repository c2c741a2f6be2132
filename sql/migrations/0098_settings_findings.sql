-- What each running program found of its settings when it started: names of settings, sentences, never a value.

create table private.settings_findings (
    program text not null check (program in ('console', 'webhook', 'worker')),
    -- The machine, and the port where several may run.
    instance text not null check (length(instance) between 1 and 200),
    at timestamptz not null default clock_timestamp(),
    release text check (length(release) <= 100),
    -- [{setting, state, found, means, remedy, stops}]
    findings jsonb not null check (jsonb_typeof(findings) = 'array' and pg_column_size(findings) < 100000),
    primary key (program, instance)
);
alter table private.settings_findings enable row level security;
revoke all on table private.settings_findings from public, anon, authenticated, service_role;
grant select, insert, update, delete on table private.settings_findings to service_role;

-- The latest start of a program at a place replaces the one before; what did not start there for a month is gone.
create function private.note_settings_findings(p_program text, p_instance text, p_release text, p_findings jsonb)
returns void
language sql set search_path = ''
as $$
    delete from private.settings_findings where at < now() - interval '30 days';
    insert into private.settings_findings as s (program, instance, release, findings)
    values (p_program, left(p_instance, 200), left(p_release, 100), p_findings)
    on conflict (program, instance) do update
    set at = clock_timestamp(), release = excluded.release, findings = excluded.findings;
$$;
revoke execute on function private.note_settings_findings from public, anon, authenticated;
grant execute on function private.note_settings_findings to service_role;

-- For Santé: what is not in order, by program, and when it was found.
create function public.settings_findings() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return (select coalesce(jsonb_agg(jsonb_build_object('program', s.program, 'instance', s.instance, 'at', s.at,
                'release', s.release, 'findings', s.findings) order by s.program, s.instance), '[]')
            from private.settings_findings s);
end $$;
revoke execute on function public.settings_findings from public, anon;
grant execute on function public.settings_findings to authenticated;
