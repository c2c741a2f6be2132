-- of_person: what the person enrolled, the oldest first.
select id, created_at, updated_at, status, friendly_name, factor_type, phone, last_challenged_at, secret
from auth.mfa_factors where user_id = %(user_id)s order by created_at, id;

-- one: a factor of this person.
select * from auth.mfa_factors where id = %(factor_id)s and user_id = %(user_id)s;

-- enroll: not verified yet.
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at, secret)
values (gen_random_uuid(), %(user_id)s, %(name)s, 'totp', 'unverified', now(), now(), %(secret)s) returning *;

-- challenge: it may be answered once, from the address that asked.
with seen as (
    update auth.mfa_factors set last_challenged_at = clock_timestamp() where id = %(factor_id)s
)
insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)
values (gen_random_uuid(), %(factor_id)s, clock_timestamp(), %(address)s)
returning id, extract(epoch from created_at)::float as created_at;

-- challenged: the challenge that somebody answers.
select verified_at is not null as is_spent, ip_address = %(address)s::inet as is_from_here,
       created_at < clock_timestamp() - make_interval(secs => %(lives_s)s) as is_old
from auth.mfa_challenges where id = %(challenge_id)s and factor_id = %(factor_id)s for update;

-- drop_challenge: too old to be answered.
delete from auth.mfa_challenges where id = %(challenge_id)s;

-- answered: the challenge has served.
update auth.mfa_challenges set verified_at = clock_timestamp() where id = %(challenge_id)s;

-- verified: the factor counts from now on.
update auth.mfa_factors set status = 'verified', updated_at = now() where id = %(factor_id)s and status = 'unverified';

-- drop_unverified: enrolments that were not finished.
delete from auth.mfa_factors where user_id = %(user_id)s and status = 'unverified';

-- remove: the factor is no more.
delete from auth.mfa_factors where id = %(factor_id)s;
