"""Counts what a run should have produced, from the messages as they were sent, and compares it with the tables and with
what Brevo holds. It shares no code with what it judges: not with the product, nor with whoever played the run."""
