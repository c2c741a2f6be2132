-- signed_in: the mark of the sign-in, and the person's row held until the session is there.
update auth.users set last_sign_in_at = now(), updated_at = now() where id = %(user_id)s returning *;

-- open: a session with the way it was opened.
with opened as (
    insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip, refresh_token_hmac_key,
        refresh_token_counter)
    values (gen_random_uuid(), %(user_id)s, now(), now(), 'aal1', %(agent)s, %(address)s, %(hmac_key)s,
        case when %(hmac_key)s::text is not null then 0 end)
    returning *
), shown as (
    insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
    select gen_random_uuid(), id, now(), now(), %(method)s from opened
)
select * from opened;

-- one: a session somebody still has; none once they have signed out of it.
select * from auth.sessions where id = %(session_id)s and user_id = %(user_id)s;

-- methods: how a session was opened and strengthened, the last way first.
select authentication_method as method, extract(epoch from updated_at)::bigint as timestamp
from auth.mfa_amr_claims where session_id = %(session_id)s order by created_at desc;

-- lock: two renewals of one session wait for each other here, and nowhere else. What they then decide by is read by a
-- later statement: this one's own snapshot is as old as its beginning.
select * from auth.sessions where id = %(session_id)s for update;

-- session_of: the session that a refresh token of the first kind belongs to.
select session_id from auth.refresh_tokens where token = %(token)s;

-- spent: what has become of a refresh token, and the newest of its session.
select t.revoked, t.updated_at > clock_timestamp() - interval '10 seconds' as just_revoked,
       newest.token as newest, newest.parent = t.token as is_parent_of_newest
from auth.refresh_tokens t
left join lateral (select token, parent from auth.refresh_tokens
                   where session_id = t.session_id and not revoked order by id desc limit 1) newest on true
where t.token = %(token)s;

-- revoke: a refresh token has served.
update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp() where token = %(token)s and not revoked;

-- revoke_family: a spent token came back: whoever holds the others of this session may have stolen them.
update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp()
where session_id = %(session_id)s and not revoked returning token;

-- give: the next refresh token of the first kind.
insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
values ('00000000-0000-0000-0000-000000000000', %(token)s, %(user_id)s, false, clock_timestamp(), clock_timestamp(),
    %(parent)s, %(session_id)s);

-- refreshed: the session lives on; its counter, where it has one, goes on by as much.
update auth.sessions set refreshed_at = clock_timestamp() at time zone 'utc', updated_at = clock_timestamp(),
    refresh_token_counter = refresh_token_counter + %(step)s
where id = %(session_id)s returning *;

-- ages: how old a session is, how long it has not been used, and whether a newer one was opened since.
select extract(epoch from clock_timestamp() - s.created_at)::float as age_s,
       extract(epoch from clock_timestamp() - coalesce(s.refreshed_at at time zone 'utc', s.created_at))::float as idle_s,
       exists (select from auth.sessions o where o.user_id = s.user_id and o.created_at > s.created_at) as has_newer,
       s.aal = 'aal1' and exists (select from auth.mfa_factors f where f.user_id = s.user_id and f.status = 'verified')
           as lacks_factor
from auth.sessions s where s.id = %(session_id)s;

-- close: this session.
delete from auth.sessions where id = %(session_id)s;

-- close_others: every other session of the person.
delete from auth.sessions where user_id = %(user_id)s and id <> %(session_id)s;

-- close_all: every session of the person.
delete from auth.sessions where user_id = %(user_id)s;

-- close_weaker: every session without the second factor.
delete from auth.sessions where user_id = %(user_id)s and aal = 'aal1' and id <> %(session_id)s;

-- strengthen: a session whose second factor was shown.
with shown as (
    insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
    values (gen_random_uuid(), %(session_id)s, now(), now(), 'totp')
    on conflict (session_id, authentication_method) do update set updated_at = now()
)
update auth.sessions set aal = 'aal2', factor_id = %(factor_id)s, updated_at = now() where id = %(session_id)s;

-- weaken: sessions whose second factor is no more.
with weakened as (
    update auth.sessions set aal = 'aal1', factor_id = null, updated_at = now() where factor_id = %(factor_id)s
    returning id
)
delete from auth.mfa_amr_claims c using weakened
where c.session_id = weakened.id and c.authentication_method = 'totp';
