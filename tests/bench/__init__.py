"""Measurements against stated limits: `make bench`. Long, and not part of the tests."""
