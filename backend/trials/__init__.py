"""Trials: calls of our own that travel the whole way, from the dialled number to the SMS that arrives."""
