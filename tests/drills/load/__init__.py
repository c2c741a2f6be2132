"""How much the line carries, and for how long: `make ramp` and `make soak`."""
