-- A refusal names the receipt that told of it, as long as receipts are kept.

alter table private.addresses add column told_by bigint references private.brevo_events (id) on delete set null;
create index addresses_told_by on private.addresses (told_by) where told_by is not null;
