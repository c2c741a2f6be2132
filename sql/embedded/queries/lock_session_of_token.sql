-- Two refreshes with one token wait for each other here.
select t.token, t.session_id, t.user_id, t.revoked, t.updated_at > now() - interval '10 seconds' as just_revoked,
       (select active.token from auth.refresh_tokens active
        where active.session_id = t.session_id and active.parent = t.token and not active.revoked) as active_child
from auth.refresh_tokens t join auth.sessions s on s.id = t.session_id
where t.token = %(token)s
for update of s
