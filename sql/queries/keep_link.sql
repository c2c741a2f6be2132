-- A link to one alert for one person, by its token's hash.
insert into private.alert_links (token_sha256, alert_id, recipient_id, expires_at) values (%s, %s, %s, now() + interval '48 hours');
