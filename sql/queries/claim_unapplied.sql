-- Claims messages that are due to be applied again; a dead worker's lease runs out by itself.
update private.inbox i set lease_until = now() + interval '1 minute', attempts = least(attempts + 1, 30000)
where i.id in (
    select id from private.inbox
    where applied_at is null and due_at <= now() and (lease_until is null or lease_until < now())
    order by due_at for update skip locked limit %s)
returning i.id, i.body, i.received_at;
