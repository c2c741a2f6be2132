-- Not made, and why; with or without another try.
select private.fail_backup(%s, %s, %s, %s, %s) as given;
