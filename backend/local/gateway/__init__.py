"""What stands in front of the embedded database, as Supabase's gateway does: API keys, sign-in, and the Data API."""
