"""One module a screen; each has a `render()` that the shell calls, and does nothing when imported."""
