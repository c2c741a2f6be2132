"""Stands where hosted Supabase's pooler stands, in session mode: drops what it drops, and counts to fifteen."""
