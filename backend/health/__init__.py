"""Health: what works, what does not, since when; the probes, the watch and the lights."""
