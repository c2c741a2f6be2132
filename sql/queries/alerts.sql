-- name: claim_alerts
-- Claims alerts that are due, urgent ones first; a dead worker's lease runs out by itself.
select claimed as id from private.claim_alerts(%s) as claimed;

-- name: alert_case
-- An alert with everything that deciding its next step and writing its words needs.
select private.alert_case(%s) as given;

-- name: prepare_attempt
-- Writes the attempt down before the provider hears of it: alert, attempt asked by a person or
-- null, level, channel, person, why, the version of the alert that this was decided on, where it goes, provider, rung.
select private.prepare_attempt(%s, %s, %s::smallint, %s, %s, %s, %s, %s, %s, %s::smallint) as id;

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

-- name: receive_twilio_receipt
-- What Twilio says became of an attempt: attempt, Twilio's id, state, reason.
select private.receive_twilio_receipt(%s, %s, %s, %s);

-- name: answer_call
-- A key was pressed in a call: attempt, Twilio's id, whether whoever pressed it takes the alert. What that did.
select private.answer_call(%s, %s, %s) as did;

-- name: acknowledge_by_reply
-- An OK from that phone.
select private.acknowledge_by_reply(%s);

-- name: mark_phone_unreachable
-- A STOP from that phone.
select private.mark_unreachable('sms', %s, 'stop');

-- name: alert_of_attempt
-- The alert that a call is about, with all that its words need; no row when there is no such attempt.
select private.alert_case(t.alert_id) as given from public.alert_attempts t where t.id = %s;

-- name: marks_of_attempt
-- By what Twilio's copy of an attempt is known: the phone, digests of the links to this person about this alert (null:
-- to a customer there is none), and Twilio's ids that belong to others.
select coalesce(r.phone, t.address) as phone,
    case when a.basis is null then (select coalesce(array_agg(encode(k.token_sha256, 'hex')), '{}')
     from private.alert_links k where k.alert_id = t.alert_id and k.recipient_id = t.recipient_id) end as links,
    (select coalesce(array_agg(o.provider_id), '{}') from public.alert_attempts o
     where (o.recipient_id = t.recipient_id or o.address = t.address) and o.provider = 'twilio'
       and o.id <> t.id and o.provider_id is not null
       and o.at > t.at - interval '1 day') as known
from public.alert_attempts t join public.alerts a on a.id = t.alert_id
left join public.recipients r on r.id = t.recipient_id where t.id = %s;

-- name: digest_facts
-- The morning's facts, or null when the digest is out already or not due.
select private.digest_facts() as facts;

-- name: raise_digest
-- Raises the morning's digest: day, whole text, headline, whether it needs a person.
select private.raise_digest(%s, %s, %s, %s);

-- name: silence_facts
-- What silence, a growing journal and an odd day are judged by: over how long, and from what hour on a day is counted.
select private.silence_facts(%s, %s) as facts;

-- name: raise_unowned
-- Raises an alert of each person to call whom nobody has taken for too long.
select private.raise_unowned();

-- name: proof_facts
-- Which ways lead to those on call, and when each last proved itself.
select private.proof_facts() as facts;

-- name: ask_way_proof
-- A test of one way to one person, once a day: recipient, channel.
select private.ask_way_proof(%s, %s);

-- name: claim_prices
-- Texts and calls of the second provider whose price is to be asked for now: how many at most.
select * from private.claim_prices(%s);

-- name: note_price
-- What one cost: amount, currency, attempt.
update public.alert_attempts set price = %s, price_unit = %s where id = %s;

-- name: raise_finding
-- Raises an alert that no message caused, once for its cause: kind, cause, code, values.
select private.raise_alert(%s, %s, null, null, private.coded(%s, %s), false, false);
