-- An attempt that the provider has not got, unless its outcome came to be known meanwhile.
select private.record_absence(%s);
