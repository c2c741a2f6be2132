-- release_diversion
-- Nothing more for now: when to look again.
select private.release_diversion(%s, %s);
