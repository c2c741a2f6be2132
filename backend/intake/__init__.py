"""Intake: every message kept once, and applied in the transaction that keeps it."""
