"""The probes: each measures one thing, with its own patience."""
