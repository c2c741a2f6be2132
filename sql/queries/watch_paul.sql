-- watch_paul
-- Looks for what speaks against Paul.
select private.watch_paul();
