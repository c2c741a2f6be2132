-- Figures of the webhook's own requests, by batches.
copy private.webhook_requests (at, route, message_type, status, outcome, ms) from stdin
