-- Not proven, and why; with or without another try.
select private.fail_proof(%s, %s, %s, %s, %s, %s) as given;
