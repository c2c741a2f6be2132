"""Go or no-go: what the programs measure about themselves, and the report that anyone can ask for."""
