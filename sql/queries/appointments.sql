-- name: calendar_feed
-- What a calendar that shows this fingerprint may follow; null for an address that opens nothing.
select private.calendar_feed(%s) as feed;
