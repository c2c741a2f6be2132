-- name: claim_alerts
-- Claims alerts that are due, urgent ones first; a dead worker's lease runs out by itself.
select claimed as id from private.claim_alerts(%s) as claimed;

-- name: alert_case
-- An alert with everything that deciding its next step and writing its words needs.
select private.alert_case(%s) as given;

-- name: prepare_attempt
-- Writes the attempt down before the provider hears of it: alert, attempt asked by a person or
-- null, level, channel, person, why, the version of the alert that this was decided on, where it goes.
select private.prepare_attempt(%s, %s, %s::smallint, %s, %s, %s, %s, %s) as id;

-- name: record_attempt
-- What came of an attempt: id, state, permanent, provider's id, provider's answer, credits.
select private.record_attempt(%s, %s, %s, %s, %s, %s::numeric);

-- name: record_absence
-- An attempt that the provider has not got, unless its outcome came to be known meanwhile.
select private.record_absence(%s);

-- name: release_alert
-- Lets go of an alert: id, when to look again (null: never), version decided on or null, state or
-- null, reason or null, level or null.
select private.release_alert(%s, %s, %s, %s, %s, %s::smallint);

-- name: gather_alerts
-- Puts all that wait and may wait into this alert's message.
select private.gather(%s);

-- name: keep_link
-- A link to one alert for one person, by its token's hash.
insert into private.alert_links (token_sha256, alert_id, recipient_id, expires_at)
    values (%s, %s, %s, now() + interval '48 hours');

-- name: open_link
-- What the page behind a message's link shows; null when there is no such link.
select private.open_link(%s) as page;

-- name: use_link
-- Acknowledges by a message's link, once; false when it was used or has expired.
select private.use_link(%s) as done;

-- name: receive_brevo_event
-- Keeps an event of Brevo once and applies it; true when it was new.
select private.receive_brevo_event(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::numeric) as is_new;

-- name: digest_facts
-- The morning's facts, or null when the digest is out already or not due.
select private.digest_facts() as facts;

-- name: raise_digest
-- Raises the morning's digest: day, whole text, headline, whether it needs a person.
select private.raise_digest(%s, %s, %s, %s);

-- name: silence_facts
-- What silence, a growing journal and an odd day are judged by: over how long, and from what hour on a day is counted.
select private.silence_facts(%s, %s) as facts;

-- name: raise_finding
-- Raises an alert that no message caused, once for its cause: kind, cause, code, values.
select private.raise_alert(%s, %s, null, null, private.coded(%s, %s), false, false);
