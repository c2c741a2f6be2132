-- diversion_went_wrong
-- A request about the line failed: why, and when to try again; never again when null.
select private.diversion_went_wrong(%s, %s, %s);
