"""Accounts of the team at Supabase Auth: invited, shut out, let in again, by whoever holds the secret key."""
