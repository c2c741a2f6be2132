"""Calls: what they are called in plain words."""
