-- What the doctor asks of the database, and what it keeps there.

-- name: connections_held
-- How many connections of ours the database holds now, this one included.
select count(*) from pg_stat_activity
where usename = current_user and datname = current_database() and backend_type = 'client backend';

-- name: functions_held
-- Every function of our schemas, and its text.
select n.nspname || '.' || p.proname, p.prosrc
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'private');

-- name: doctor_people
-- How many owners can sign in; how many people were invited more than an hour ago and have no password yet.
select count(*) filter (where p.role = 'owner' and not p.suspended),
    count(*) filter (where not p.suspended and coalesce(u.encrypted_password, '') = '' and u.last_sign_in_at is null
        and u.created_at < now() - interval '1 hour')
from public.profiles p join auth.users u on u.id = p.user_id;

-- name: doctor_signatures
-- Of 24 hours: messages of Vapi refused for their signature since the last one accepted; whether one was accepted.
select count(*) filter (where r.status = 401 and r.at > coalesce(a.at, '-infinity')), a.at is not null
from (select max(at) as at from private.webhook_requests
      where route = 'vapi' and status = 200 and at > now() - interval '24 hours') a
left join private.webhook_requests r on r.route = 'vapi' and r.at > now() - interval '24 hours'
group by a.at;

-- name: note_settings_findings
-- What a program found of its settings at its start: program, where it runs, version, findings.
select private.note_settings_findings(%s, %s, %s, %s);
