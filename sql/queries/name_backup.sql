-- The name a copy is about to have in the store.
select private.name_backup(%s, %s, %s, %s) as given;
