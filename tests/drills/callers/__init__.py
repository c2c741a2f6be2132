"""Ten thousand invented callers, and what must hold for each of them."""
