"""Leads: where each stands, what people change in it, and what may still win it."""
