"""The embedded stack: Postgres, PostgREST, a small gateway and our programs on one machine, without any account."""
