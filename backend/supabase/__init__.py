"""Supabase's words stop here: what its Data API and its sign-in service answer, as typed values and errors."""
