-- What became of it: id, the reason when it is not done, when to try again.
select private.settle_account(%s, %s, %s);
