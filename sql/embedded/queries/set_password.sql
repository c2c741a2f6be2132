-- A new password.
update auth.users set encrypted_password = %(password)s, updated_at = now() where id = %(user_id)s returning *
