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
