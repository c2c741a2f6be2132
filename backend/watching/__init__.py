"""What watches the system: a round of probes each minute, check-ins, and a heartbeat to whom watches us."""
