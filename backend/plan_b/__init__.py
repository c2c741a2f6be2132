"""Plan B: when Paul fails, his line rings at a person's; and it is put back."""
