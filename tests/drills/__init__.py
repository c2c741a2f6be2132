"""Drills: something breaks in the middle of the work, and what arrived is counted."""
