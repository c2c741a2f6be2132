"""Vapi's own list of calls compared with ours; what was missed comes in."""
