-- keep_hooks
-- The line's own hooks, kept before it is touched.
select private.keep_hooks(%s, %s, %s);
