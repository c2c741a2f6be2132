-- It lies there no more.
select private.forget_leftover(%s) as given;
