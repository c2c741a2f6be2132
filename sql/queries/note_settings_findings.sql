-- What a program found of its settings at its start: program, where it runs, version, findings.
select private.note_settings_findings(%s, %s, %s, %s);
