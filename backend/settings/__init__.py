"""Settings that more than one package reads; what only one needs lies in that package."""
