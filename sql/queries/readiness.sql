-- name: readiness
-- Every gate, the verdict and the rollout, as the screen has them.
select private.readiness() as told;

-- name: claim_measurement
-- What is to be measured now, one at a time; null when nothing is due.
select private.claim_measurement() as code;

-- name: finish_measurement
-- Measured, or to be tried again soon.
select private.finish_measurement(%s, %s);

-- name: keep_evidence
-- One more piece of evidence.
insert into public.evidence (gate, code, measured_at, valid_for, n, value, ok, method, release, detail)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb);

-- name: note_evidence
-- One more piece of evidence, unless it only repeats the last.
select private.note_evidence(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb);

-- name: note_secrets
-- The secrets that a program holds, by fingerprint.
select private.note_secrets(%s, %s::jsonb);

-- name: secret_salt
-- What makes fingerprints of secrets worthless elsewhere.
select salt from private.secret_salt;

-- name: shown_objects
-- Everything that the Data API could show or do in these schemas.
select n.nspname as schema, c.relname as name, false as is_function, '{}'::text[] as arguments
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any (%(schemas)s) and c.relkind in ('r', 'v', 'm', 'p', 'f')
union all
select n.nspname, p.proname, true, coalesce(p.proargnames[1:p.pronargs], '{}')
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = any (%(schemas)s) and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
order by 3, 1, 2;

-- name: record_load_run
-- Keeps what a ramp or a soak came to; gives the row's number.
select private.record_load_run(%s::jsonb) as id;
