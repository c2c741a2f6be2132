"""Appointments: opening hours, free slots, reads for the screens."""
