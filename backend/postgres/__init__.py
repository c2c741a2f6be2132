"""Postgres's own programs, and servers of a moment: for the embedded stack, proofs and recovery."""
