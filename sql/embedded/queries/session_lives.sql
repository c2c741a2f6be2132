-- False once the person has signed out of the session their access token names.
select exists (select from auth.sessions where id = %(session_id)s and user_id = %(user_id)s) as lives
