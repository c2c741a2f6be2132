-- name: seal_trail
-- Seals so many of the trail's new lines into its chain, at most; how many it was.
select private.seal_trail(%s) as sealed;

-- name: note_trail
-- Goes through the whole chain and keeps what was found.
select private.note_trail() as found;
