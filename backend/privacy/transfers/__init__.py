"""What leaves Québec: one declaration. The law's assessment (ÉFVP) is written from it, the wire is held against it."""
