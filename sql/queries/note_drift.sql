-- note_drift
-- What differs between Vapi and what is written here. A failed look with none before it leaves nothing: it is not measured.
select private.note_drift(x.simulated, x.told, x.error)
from (select %s::boolean as simulated, %s::text[] as told, %s::text as error) x
where x.error is null or exists (select 1 from private.paul_drift);
