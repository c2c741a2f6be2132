-- Copies in the bucket that somebody waits to carry away.
select request_id, name from private.links_wanted();
