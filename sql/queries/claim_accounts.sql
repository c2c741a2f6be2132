-- Takes what is to be done about accounts: so many at most.
select id, kind, user_id, email, full_name, attempts from private.claim_accounts(%s);
