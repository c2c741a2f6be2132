"""Calls computed again from their stored messages, by the code at hand: what would differ, and on demand the change."""
