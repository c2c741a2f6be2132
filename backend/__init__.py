"""Everything of the Drain Fortin console that is not drawing."""
