-- Takes a copy out of the list; false for the last proven one.
select private.let_go_of_copy(%s) as given;
