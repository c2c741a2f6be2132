-- A spent token came back: whoever holds the others of this session may have stolen them.
update auth.refresh_tokens set revoked = true, updated_at = now() where session_id = %(session_id)s and not revoked
