-- True on the embedded database.
select coalesce(current_setting('drain.embedded', true), '') = 'on' as embedded;
