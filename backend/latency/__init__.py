"""How long callers wait for Paul, and how long our own steps take."""
