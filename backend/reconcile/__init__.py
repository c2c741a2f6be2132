"""Nothing missing: Vapi's own list of calls compared with ours, and what was missed applied."""
