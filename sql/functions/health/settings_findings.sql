-- The latest start of a program at a place replaces the one before; what did not start there for a month is gone.
create or replace function private.note_settings_findings(
    p_program text, p_instance text, p_release text, p_findings jsonb) returns void
language sql set search_path = ''
as $$
    delete from private.settings_findings where at < now() - interval '30 days';
    insert into private.settings_findings as s (program, instance, release, findings)
    values (p_program, left(p_instance, 200), left(p_release, 100), p_findings)
    on conflict (program, instance) do update
    set at = clock_timestamp(), release = excluded.release, findings = excluded.findings;
$$;

-- For Santé: what is not in order, by program, and when it was found.
create or replace function public.settings_findings() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return (select coalesce(jsonb_agg(jsonb_build_object('program', s.program, 'instance', s.instance, 'at', s.at,
                'release', s.release, 'findings', s.findings) order by s.program, s.instance), '[]')
            from private.settings_findings s);
end $$;
