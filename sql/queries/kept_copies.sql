-- Every copy that is kept, with what retention must know.
select private.kept_copies() as given;
