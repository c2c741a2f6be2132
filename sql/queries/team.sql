-- name: claim_accounts
-- Takes what is to be done about accounts: so many at most.
select id, kind, user_id, email, full_name, attempts from private.claim_accounts(%s);

-- name: welcome_person
-- The invited person's account exists: they are of the team.
select private.welcome(%s, %s);

-- name: settle_account
-- What became of it: id, the reason when it is not done, when to try again.
select private.settle_account(%s, %s, %s);
