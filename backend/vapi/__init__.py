"""Vapi's words stop here: everything outside this package speaks of calls, lines, leads and tools."""
