-- name: claim_accounts
-- Takes what is to be done about accounts: so many at most.
select id, kind, user_id, email, full_name, attempts from private.claim_accounts(%s);

-- name: welcome_person
-- The invited person's account exists: they are of the team.
select private.welcome(%s, %s);

-- name: settle_account
-- What became of it: id, the reason when it is not done, when to try again.
select private.settle_account(%s, %s, %s);

-- name: owners
-- Who owns the console already, and whether each ever came in.
select email, last_seen_at from public.profiles where role = 'owner' and not suspended;

-- name: one_first_owner_at_a_time
-- Of two who try at once, the second waits here and then finds an owner.
lock table public.profiles in share row exclusive mode;

-- name: make_owner
-- The account is a person of the team, and owns the console.
insert into public.profiles (user_id, email, full_name, role) values (%s, %s, %s, 'owner')
on conflict (user_id) do update set role = 'owner', suspended = false, suspended_at = null;

-- name: note_first_owner
-- Nobody of the team did it: whoever holds the database's address.
insert into public.audit_log (request_id, actor, action, subject_type, subject_id, changes, result)
values (gen_random_uuid(), null, 'make_first_owner', 'person', %s, jsonb_build_object('role', 'owner'), '{}');

-- name: keep_access_link
-- A link goes out: the fingerprint of its proof, and whose it is.
select private.keep_access_link(%s, %s);

-- name: order_links
-- A new link for everybody of the team: their passwords came out of a copy and do not open here.
select private.order_account(gen_random_uuid(), 'link', user_id) from public.profiles where not suspended;

-- name: end_sessions_of
-- Somebody is shut out: every session of theirs.
select private.end_sessions_of(%s);

-- name: end_forgotten_sessions
-- Sessions at Supabase Auth that no console can have any more.
select private.end_forgotten_sessions();

-- name: forget_telephone
-- Somebody lost theirs and is alone: whether there was one; null for nobody of the team.
select private.forget_telephone(%s) as had;
